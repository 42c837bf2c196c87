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
import java.nio.charset.StandardCharsets;
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
    private final Layout layout;
    private final PayloadFiles payloads;
    private final ZipOutputStream zip;

    ZipWriter(Layout layout, PayloadFiles payloads, OutputStream out) {
        this.layout = layout;
        this.payloads = payloads;
        zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    }

    @Override
    public void add(StoredEntry entry) throws IOException {
        EntryPaths paths = layout.of(entry.at());
        Optional<PayloadFile> payload = payloads.open(entry);
        if (payload.isPresent()) {
            begin(paths.payloads().resolve(payload.get().name()));
            try (InputStream in = Channels.newInputStream(payload.get().open())) {
                in.transferTo(zip);
            }
            zip.closeEntry();
        }
        begin(paths.meta());
        zip.write(JsonCodec.write(entry.entry().meta()));
        zip.closeEntry();
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
        if (lines.isEmpty()) {
            return;
        }
        begin(file);
        for (HistoryRecord line : lines) {
            zip.write(JsonCodec.write(line.json()));
            zip.write('\n');
        }
        zip.closeEntry();
    }

    private void begin(Path file) throws IOException {
        try {
            zip.putNextEntry(new ZipEntry(layout.relative(file)));
        } catch (ZipException e) { // a defect of ours; a bare one is taken for a request body that cannot be inflated
            throw new IllegalStateException(String.valueOf(e.getMessage()), new IOException(e));
        }
    }

    @Override
    public void close() throws IOException {
        zip.finish();
        zip.flush();
    }
}
