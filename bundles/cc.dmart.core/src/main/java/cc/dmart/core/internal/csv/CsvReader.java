package cc.dmart.core.internal.csv;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads RFC 4180 in UTF-8 row by row within bounds, lines ended by CR LF, LF or CR, empty lines left out. Anything else is
 * {@code E(400,request,402)} with the line, or 413 beyond a bound. Not thread-safe.
 */
public final class CsvReader implements AutoCloseable {
    /** Most columns of a row. */
    static final int MAX_COLUMNS = 1000;

    private static final int MAX_CELL = 1 << 20;
    private static final int MAX_ROW = 8 << 20;
    private static final int NONE = -2;

    private final Reader in;
    private int ahead = NONE;
    private long line = 1;
    private int rowSize;

    /** A reader of a stream, which is closed with it. @throws IOException if it cannot be read */
    public CsvReader(InputStream stream) throws IOException {
        in = new BufferedReader(
                new InputStreamReader(
                        stream,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)),
                1 << 15);
        int first = take();
        ahead = first == '\uFEFF' ? NONE : first;
    }

    /** The cells of the next row; an empty list at the end. */
    public List<String> next() throws IOException {
        rowSize = 0;
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        while (peek() >= 0) {
            int end = peek() == '"' ? quoted(cell) : plain(cell);
            boolean more = end == ',';
            if (more || !cells.isEmpty() || !cell.isEmpty()) {
                cells.add(cell.toString());
            }
            if (cells.size() > MAX_COLUMNS) {
                throw tooLarge("has more than " + MAX_COLUMNS + " columns");
            }
            cell.setLength(0);
            if (!more && !cells.isEmpty()) {
                return cells;
            }
            if (more && peek() < 0) {
                cells.add("");
            }
        }
        return cells;
    }

    /** Takes a cell and what ends it: a comma, a line feed for any end of a line, or -1. */
    private int plain(StringBuilder cell) throws IOException {
        for (int c = take(); ; c = take()) {
            if (c == '\r') {
                if (peek() == '\n') {
                    ahead = NONE; // which was counted
                } else {
                    line++;
                }
                return '\n';
            }
            if (c == ',' || c == '\n' || c < 0) {
                return c;
            }
            add(cell, c);
        }
    }

    private int quoted(StringBuilder cell) throws IOException {
        long begun = line;
        take();
        while (true) {
            int c = take();
            if (c < 0) {
                throw wrong("A quote of line " + begun + " is not closed");
            }
            if (c != '"') {
                add(cell, c);
            } else if (peek() == '"') {
                add(cell, take());
            } else {
                return plain(cell);
            }
        }
    }

    private void add(StringBuilder cell, int c) {
        if (c == 0) {
            throw wrong("Line " + line + " has a NUL character");
        }
        cell.append((char) c);
        if (cell.length() > MAX_CELL || ++rowSize > MAX_ROW) {
            throw tooLarge("is longer than allowed");
        }
    }

    private int peek() throws IOException {
        if (ahead == NONE) {
            ahead = take();
        }
        return ahead;
    }

    /** A character; -1 at the end. */
    private int take() throws IOException {
        if (ahead != NONE) {
            int c = ahead;
            ahead = NONE;
            return c;
        }
        int c;
        try {
            c = in.read();
        } catch (CharacterCodingException e) {
            throw wrong("Line " + line + " is not UTF-8");
        }
        line += c == '\n' ? 1 : 0;
        return c;
    }

    static DmartException wrong(String message) {
        return DmartException.Invalid.request(ErrorCode.INVALID_DATA, message);
    }

    private DmartException tooLarge(String what) {
        return DmartException.Invalid.tooLarge("Line " + line + " " + what);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
