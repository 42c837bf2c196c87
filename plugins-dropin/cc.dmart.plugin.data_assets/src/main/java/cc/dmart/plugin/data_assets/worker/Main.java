package cc.dmart.plugin.data_assets.worker;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Answers one {@link Request} over its standard streams and ends. An answer is {@link #DONE} with {@link #WHOLE} or {@link #CUT}
 * and a JSON array, or {@link #FAILED} with a message, each text with its length before it. It begins with {@link #READY}, or with
 * {@link #FAILED} if there is no engine. A process whose time is over ends itself, and so does one whose server is gone.
 */
public final class Main {
    /** Sent once at the beginning. */
    public static final int READY = 1;
    /** An array of rows follows. */
    public static final int DONE = 2;
    /** A message follows. */
    public static final int FAILED = 3;
    /** All rows are there. */
    public static final int WHOLE = 0;
    /** There were more rows. */
    public static final int CUT = 1;

    private static final int MAX_MESSAGE = 300;

    private Main() {}

    /** Answers one request. Without arguments. */
    public static void main(String[] arguments) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
        System.setOut(System.err);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
                Engine engine = Engine.open(Path.of(""))) {
            out.writeByte(READY);
            out.flush();
            Request request = Request.read(in);
            CompletableFuture.delayedExecutor(request.millis(), TimeUnit.MILLISECONDS)
                    .execute(() -> Runtime.getRuntime().halt(1));
            CompletableFuture<Void> watch = CompletableFuture.runAsync(() -> endWith(in));
            answer(engine, request, out);
            out.flush();
            watch.cancel(false);
        } catch (SQLException | RuntimeException | LinkageError e) {
            failed(out, "No engine: " + e); // in place of READY
            out.flush();
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }

    /** The server sends nothing more: when the stream ends, the server has. */
    private static void endWith(DataInputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // as good as its end
        }
        Runtime.getRuntime().halt(1);
    }

    private static void answer(Engine engine, Request request, DataOutputStream out) throws IOException {
        try {
            Rows rows = engine.run(request);
            out.writeByte(DONE);
            out.writeByte(rows.isCut() ? CUT : WHOLE);
            text(out, rows.json());
        } catch (RefusedException e) {
            failed(out, String.valueOf(e.getMessage()));
        } catch (SQLException e) {
            failed(out, message(e));
        } catch (RuntimeException e) {
            failed(out, "The statement cannot be answered");
        }
    }

    /** Behind an empty line an engine quotes the statement and gives advice to its operator. */
    private static String message(SQLException e) {
        String said = String.valueOf(e.getMessage())
                .lines()
                .takeWhile(line -> !line.isBlank())
                .map(String::strip)
                .collect(Collectors.joining(" "));
        return said.replace(Path.of("").toAbsolutePath() + File.separator, "");
    }

    private static void failed(DataOutputStream out, String message) throws IOException {
        String shown = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
        out.writeByte(FAILED);
        text(out, shown.getBytes(StandardCharsets.UTF_8));
    }

    private static void text(DataOutputStream out, byte[] text) throws IOException {
        out.writeInt(text.length);
        out.write(text);
    }
}
