package cc.dmart.notify.internal;

import cc.dmart.api.model.OutgoingMessage;
import cc.dmart.api.model.SendResult;
import cc.dmart.api.plugin.Notifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends nothing, for development: a log line says that there is a message, and the message lies as a file in a folder that only
 * the owner of the server can read, for its text may be a one-time code. The newest hundred are kept. Thread-safe.
 */
final class LogNotifier implements Notifier {
    private static final Logger LOG = LoggerFactory.getLogger(LogNotifier.class);
    private static final int KEPT = 100;

    private final Path folder;
    private long last;

    LogNotifier(Path folder) {
        this.folder = folder;
    }

    @Override
    public synchronized SendResult send(OutgoingMessage message) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        last = Math.max(last + 1, System.currentTimeMillis());
        Path file = folder.resolve(last + "-" + message.channel() + ".txt");
        OutgoingMessage.Receiver to = message.receiver();
        String text = "To: " + to.email().or(to::msisdn).orElse(to.user()) + "\nPurpose: " + message.purpose()
                + "\nSubject: " + message.title() + "\n\n" + message.text() + "\n";
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
        forgetOld();
        LOG.info("Not sent, as there is no gateway: {}; it lies in {}", message, file);
        return SendResult.sent();
    }

    private void forgetOld() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().toList();
        }
        for (int i = 0; i < files.size() - KEPT; i++) {
            Files.delete(files.get(i));
        }
    }
}
