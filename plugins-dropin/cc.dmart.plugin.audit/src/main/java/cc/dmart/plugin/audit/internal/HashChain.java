package cc.dmart.plugin.audit.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * A chain of lines: each JSON object gets a last member {@code hash}, the SHA-256 in hex of the hash of the line before followed by
 * the line without that member. A line that was altered, left out or put in breaks the chain behind it. The last hash is kept in a
 * file, so that the chain goes on after a restart; after a crash the last line may stand there twice, letter by letter the same,
 * since its event is told again. Thread-safe, guarded by its monitor.
 */
final class HashChain implements AutoCloseable {
    /** What stands for the line before the first. */
    static final String START = "0".repeat(64);

    private final FileChannel file;
    private String last;

    /** The chain whose last hash is in a file, which need not exist. @throws IOException if it cannot be read */
    HashChain(Path end) throws IOException {
        file = FileChannel.open(end, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer read = ByteBuffer.allocate(START.length());
        int count = file.read(read, 0);
        last = count == START.length() ? new String(read.array(), StandardCharsets.US_ASCII) : START;
    }

    /** Writes a line, a JSON object, as the next of the chain. */
    synchronized void append(String line, Consumer<String> out) throws IOException {
        String hash = hash(last, line);
        out.accept(line.substring(0, line.length() - 1) + ",\"hash\":\"" + hash + "\"}");
        file.write(ByteBuffer.wrap(hash.getBytes(StandardCharsets.US_ASCII)), 0);
        last = hash;
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

    @Override
    public void close() throws IOException {
        file.close();
    }
}
