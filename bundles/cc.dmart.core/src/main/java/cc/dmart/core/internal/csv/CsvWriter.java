package cc.dmart.core.internal.csv;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes RFC 4180 for spreadsheets: a byte order mark, CR LF, quotes where needed ({@code query.md} 8.1). Not thread-safe.
 */
final class CsvWriter {
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+([.,]\\d+)*([eE][+-]?\\d+)?");

    private final Writer out;
    private final boolean guarded;

    /**
     * A writer that begins with the byte order mark.
     *
     * @param guarded whether a cell that a spreadsheet would take for a formula gets an apostrophe in front
     */
    CsvWriter(OutputStream out, boolean guarded) throws IOException {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 15);
        this.guarded = guarded;
        this.out.write('\uFEFF');
    }

    void row(List<String> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            cell(cells.get(i));
        }
        out.write("\r\n");
    }

    private void cell(String text) throws IOException {
        boolean formula = guarded && isFormula(text);
        boolean quoted = false;
        for (int i = 0; i < text.length() && !quoted; i++) {
            char c = text.charAt(i);
            quoted = c == ',' || c == '"' || c == '\n' || c == '\r';
        }
        if (!quoted) {
            out.write(formula ? "'" + text : text);
            return;
        }
        out.write(formula ? "\"'" : "\"");
        out.write(text.replace("\"", "\"\""));
        out.write('"');
    }

    private static boolean isFormula(String text) {
        if (text.isEmpty()) {
            return false;
        }
        return switch (text.charAt(0)) {
            case '=', '@', '\t', '\r' -> true;
            case '+', '-' -> !NUMBER.matcher(text).matches();
            default -> false;
        };
    }

    void flush() throws IOException {
        out.flush();
    }
}
