package cc.dmart.storage.files.internal.archive;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.HistoryRecord;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.PayloadFile;
import cc.dmart.api.storage.ArchiveWriter;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.storage.files.internal.layout.EntryPaths;
import cc.dmart.storage.files.internal.layout.FileNames;
import cc.dmart.storage.files.internal.layout.Layout;
import cc.dmart.storage.files.internal.read.PayloadFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;

/** Writes an archive. A meta is written as it is, never cleaned ({@code storage.md} 6). For one thread. */
final class ZipWriter implements ArchiveWriter {
    private static final String TWICE = "duplicate entry";

    private final Layout layout;
    private final PayloadFiles payloads;
    private final ZipOutputStream zip;

    ZipWriter(Layout layout, PayloadFiles payloads, OutputStream out) {
        this.layout = layout;
        this.payloads = payloads;
        zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    }

    @Override
    public boolean add(StoredEntry entry) throws IOException {
        EntryPaths paths = layout.of(entry.at());
        if (!begins(paths.meta())) {
            return false;
        }
        zip.write(JsonCodec.write(entry.entry().meta()));
        zip.closeEntry();
        Optional<PayloadFile> payload = payloads.open(entry);
        if (payload.isPresent()) {
            add(paths.payloads().resolve(payload.get().name()), payload.get());
        }
        return true;
    }

    /** One that vanished since it was found is missing, as it would have been a moment later. */
    private void add(Path file, PayloadFile payload) throws IOException {
        SeekableByteChannel channel;
        try {
            channel = payload.open();
        } catch (NoSuchFileException e) {
            return;
        }
        try (InputStream in = Channels.newInputStream(channel)) {
            if (begins(file)) {
                in.transferTo(zip);
                zip.closeEntry();
            }
        }
    }

    @Override
    public void addHistory(Locator at, List<HistoryRecord> own, List<HistoryRecord> ofAttachments) throws IOException {
        Path file = layout.of(at).history();
        Path apart = layout.attachmentLogs(at).resolve(FileNames.HISTORY);
        if (file.equals(apart)) {
            List<HistoryRecord> both = new ArrayList<>(own);
            both.addAll(ofAttachments);
            both.sort(Comparator.comparing(line -> line.timestamp().orElse("")));
            lines(file, both);
        } else {
            lines(file, own);
            lines(apart, ofAttachments);
        }
    }

    private void lines(Path file, List<HistoryRecord> lines) throws IOException {
        if (lines.isEmpty() || !begins(file)) {
            return;
        }
        for (HistoryRecord line : lines) {
            zip.write(JsonCodec.write(line.json()));
            zip.write('\n');
        }
        zip.closeEntry();
    }

    /** Whether the name is a new one. The stream keeps all names itself and tells of one that it has by its message only. */
    private boolean begins(Path file) throws IOException {
        try {
            zip.putNextEntry(new ZipEntry(layout.relative(file)));
            return true;
        } catch (ZipException e) {
            if (String.valueOf(e.getMessage()).startsWith(TWICE)) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void finish() throws IOException {
        zip.finish();
        zip.flush();
    }
}
