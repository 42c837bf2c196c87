package cc.dmart.core.internal.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cc.dmart.api.model.DmartException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is a table, and what is refused ({@code query.md} 8). */
class CsvReaderTest {
    private static List<List<String>> read(byte[] bytes) throws IOException {
        List<List<String>> out = new ArrayList<>();
        try (CsvReader reader = new CsvReader(new ByteArrayInputStream(bytes))) {
            for (List<String> row = reader.next(); !row.isEmpty(); row = reader.next()) {
                out.add(row);
            }
        }
        return out;
    }

    private static List<List<String>> read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void rowsAndCells() throws IOException {
        assertEquals(List.of(List.of("a", "b"), List.of("1", "2")), read("a,b\n1,2\n"));
        assertEquals(List.of(List.of("a", "b"), List.of("1", "2")), read("\uFEFFa,b\r\n1,2"));
        assertEquals(List.of(List.of("a"), List.of("b")), read("a\rb\r"));
        assertEquals(List.of(List.of("a", "", ""), List.of("", "x")), read("a,,\n,x"));
        assertEquals(List.of(List.of("a"), List.of("b")), read("\n\na\n\r\n\nb\n\n"));
        assertEquals(
                List.of(List.of("a\"b", "c,d", "e\r\nf", "\r", "g\nh")),
                read("\"a\"\"b\",\"c,d\",\"e\r\nf\",\"\r\",\"g\nh\"\r\n"));
        assertEquals(List.of(List.of("a"), List.of("b"), List.of("c")), read("\"a\"\r\"b\"\r\nc"));
        assertEquals(List.of(List.of("a\"b", "\u062d\u0628\u0631")), read("a\"b,\u062d\u0628\u0631"));
        assertEquals(List.of(), read(""));
        assertEquals(List.of(), read("\uFEFF\r\n"));
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        List<String> cells = List.of(
                "plain", "with, comma", "with \"quotes\"", "two\nlines", "", "\u0642\u0644\u0645", "-5", "+3.5");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CsvWriter writer = new CsvWriter(bytes, true);
        writer.row(cells);
        writer.flush();
        assertEquals(List.of(cells), read(bytes.toByteArray()));
        assertEquals(0xEF, bytes.toByteArray()[0] & 0xFF);
    }

    @Test
    void s5_12_formulasAreHarmless() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CsvWriter writer = new CsvWriter(bytes, true);
        writer.row(List.of("=1+1", "@a", "+a", "-a", "\tx", "\rx", "-1", "-1.5e3", "+964", "a=b"));
        writer.flush();
        assertEquals(
                "\uFEFF'=1+1,'@a,'+a,'-a,'\tx,\"'\rx\",-1,-1.5e3,+964,a=b\r\n", bytes.toString(StandardCharsets.UTF_8));
        bytes.reset();
        writer = new CsvWriter(bytes, false);
        writer.row(List.of("=1+1"));
        writer.flush();
        assertEquals("\uFEFF=1+1\r\n", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsNoTableIsRefused() {
        refused(400, "a,b\n1,\"2\n3".getBytes(StandardCharsets.UTF_8));
        refused(400, "a\u0000b".getBytes(StandardCharsets.UTF_8));
        refused(400, "\u062d".getBytes(StandardCharsets.UTF_16));
        refused(400, new byte[] {'a', (byte) 0xC3, '\n'});
        assertTrue(assertThrows(DmartException.class, () -> read("a\rb\rc\u0000"))
                .getMessage()
                .startsWith("Line 3"));
        refused(413, ",".repeat(1_000_000).getBytes(StandardCharsets.UTF_8));
        refused(413, "x".repeat((1 << 20) + 1).getBytes(StandardCharsets.UTF_8));
        refused(413, ("\"" + "x".repeat(2 << 20)).getBytes(StandardCharsets.UTF_8));
        refused(413, ("x".repeat(1 << 20) + ",").repeat(9).getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(int status, byte[] bytes) {
        DmartException.Invalid error = assertThrows(DmartException.Invalid.class, () -> read(bytes));
        assertEquals(List.of(status, "request", 402), List.of(error.status(), error.type(), error.code()));
    }
}
