package cc.dmart.plugin.audit.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * A chain of lines: each JSON object gets a last member {@code hash}, the SHA-256 in hex of the hash of the line before followed by
 * the line without that member. A line that was altered, left out or put in breaks the chain behind it.
 *
 * <p>A file keeps the last hash and, until the chain is closed, the last line, before that is written: a crash in between would
 * leave a gap or a branch. The next run writes that line once more, so it may stand there twice, letter by letter the same.
 * Thread-safe, guarded by its monitor.
 */
final class HashChain implements AutoCloseable {
    /** What stands for the line before the first. */
    static final String START = "0".repeat(64);

    private final FileChannel file;
    private String last = START;

    /**
     * Goes on with the chain whose end is in a file, which need not exist.
     *
     * @param out where lines are written
     * @throws IOException if the file cannot be read
     */
    HashChain(Path end, Consumer<String> out) throws IOException {
        file = FileChannel.open(end, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        String kept = Files.readString(end);
        if (kept.length() >= START.length()) {
            last = kept.substring(0, START.length());
            int line = kept.indexOf('\n') + 1;
            if (line > 0 && kept.endsWith("\n") && line < kept.length()) {
                out.accept(kept.substring(line, kept.length() - 1));
            }
        }
    }

    /** Writes a line, a JSON object, as the next of the chain. */
    synchronized void append(String line, Consumer<String> out) throws IOException {
        String hash = hash(last, line);
        String linked = line.substring(0, line.length() - 1) + ",\"hash\":\"" + hash + "\"}";
        keep(hash + "\n" + linked + "\n");
        last = hash;
        out.accept(linked);
    }

    /** What is longer is cut first: a crash in between leaves the hash that was there, and a line without an end. */
    private void keep(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        file.truncate(Math.min(file.size(), bytes.length - 1L));
        file.write(ByteBuffer.wrap(bytes), 0);
    }

    /** The hash of a line behind another. */
    static String hash(String before, String line) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(before.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(line.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends the chain for now: all of it has been written. */
    @Override
    public synchronized void close() throws IOException {
        file.truncate(Math.min(file.size(), START.length()));
        file.close();
    }
}
