package cc.dmart.console.internal.ssh;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes a carriage return before each line feed, as a terminal wants it. For one thread. */
final class TerminalOutput extends FilterOutputStream {
    TerminalOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        if (b == '\n') {
            out.write('\r');
        }
        out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        int begun = from;
        for (int i = from; i < from + count; i++) {
            if (bytes[i] == '\n') {
                out.write(bytes, begun, i - begun);
                out.write('\r');
                begun = i;
            }
        }
        out.write(bytes, begun, from + count - begun);
    }
}
