package cc.dmart.console.internal.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The lines that somebody types. At a terminal, which sends each key, they are echoed, and backspace, Ctrl-U, Ctrl-C and Ctrl-D do
 * what they always do. For one thread.
 */
final class TypedLines {
    private static final int MAX = 1 << 16;
    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;
    private static final int BACKSPACE = 8;
    private static final int CTRL_U = 21;
    private static final int ESCAPE = 27;
    private static final int DELETE = 127;

    private final InputStream in;
    private final PrintStream out;
    private final boolean terminal;
    private boolean afterReturn;

    TypedLines(InputStream in, PrintStream out, boolean terminal) {
        this.in = in;
        this.out = out;
        this.terminal = terminal;
    }

    /** The next line; empty at the end. */
    Optional<String> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = in.read();
            boolean secondHalf = b == '\n' && afterReturn;
            afterReturn = b == '\r';
            if (secondHalf) {
                continue;
            }
            if (b < 0 || (terminal && b == CTRL_D && line.size() == 0)) {
                return line.size() == 0 ? Optional.empty() : Optional.of(text(line));
            }
            if (b == '\r' || b == '\n') {
                echo("\n");
                return Optional.of(text(line));
            }
            if (!terminal) {
                add(line, b);
            } else if (b == CTRL_C) {
                echo("^C\n");
                return Optional.of("");
            } else {
                key(line, b);
            }
        }
    }

    private void key(ByteArrayOutputStream line, int b) throws IOException {
        if (b == BACKSPACE || b == DELETE) {
            cut(line);
        } else if (b == CTRL_U) {
            while (line.size() > 0) {
                cut(line);
            }
        } else if (b == ESCAPE) {
            skipSequence();
        } else if (b >= ' ') {
            add(line, b);
            out.write(b);
            out.flush();
        }
    }

    /** Takes the last character away, all bytes of it. */
    private void cut(ByteArrayOutputStream line) {
        byte[] bytes = line.toByteArray();
        int end = bytes.length - 1;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        if (end >= 0) {
            line.reset();
            line.writeBytes(Arrays.copyOf(bytes, end));
            echo("\b \b");
        }
    }

    /** Arrow keys and the like mean nothing here. */
    private void skipSequence() throws IOException {
        int b = in.read();
        if (b == '[' || b == 'O') {
            b = in.read();
            while (b >= 0 && b < '@') {
                b = in.read();
            }
        }
    }

    private static void add(ByteArrayOutputStream line, int b) {
        if (line.size() < MAX) {
            line.write(b);
        }
    }

    private void echo(String text) {
        if (terminal) {
            out.print(text);
            out.flush();
        }
    }

    private static String text(ByteArrayOutputStream line) {
        return line.toString(StandardCharsets.UTF_8);
    }
}
