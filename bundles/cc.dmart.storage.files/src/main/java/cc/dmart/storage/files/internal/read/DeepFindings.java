package cc.dmart.storage.files.internal.read;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.Payload;
import cc.dmart.api.storage.StorageFinding.Kind;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.layout.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What only shows when every byte is read ({@code storage.md} 5.3): checksums of files, lines of logs, left-over files. Thread-safe. */
final class DeepFindings {
    private static final Map<ContentType, Set<String>> EXTENSIONS = Map.of(
            ContentType.JSON, Set.of("json", "jsonl"),
            ContentType.IMAGE_PNG, Set.of("png"),
            ContentType.IMAGE_GIF, Set.of("gif"),
            ContentType.IMAGE_SVG, Set.of("svg"),
            ContentType.IMAGE_WEBP, Set.of("webp"),
            // the legacy value image stands for any of them
            ContentType.IMAGE_JPEG, Set.of("jpg", "jpeg", "png", "gif", "svg", "webp"),
            ContentType.PDF, Set.of("pdf"),
            ContentType.CSV, Set.of("csv"),
            ContentType.PARQUET, Set.of("parquet"),
            ContentType.JSONL, Set.of("jsonl"));

    private final Disk disk;
    private final MetaFindings.Sink sink;

    DeepFindings(Disk disk, MetaFindings.Sink sink) {
        this.disk = disk;
        this.sink = sink;
    }

    /** The payload file of an entry. */
    void payload(LoadedEntry loaded) throws IOException {
        Optional<Payload> payload = loaded.entry().entry().payload();
        if (payload.isEmpty()
                || loaded.payload().isEmpty()
                || !loaded.payloadStamp().isFile()) {
            return;
        }
        Path file = loaded.payload().get();
        String name = file.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        Optional<Set<String>> legal = payload.get().contentType().map(EXTENSIONS::get);
        if (legal.isPresent() && !legal.get().contains(extension)) {
            sink.finding(Kind.EXTENSION, loaded.meta(), "the payload file ends in ." + extension);
        }
        Optional<String> sum = payload.get().checksum().filter(s -> !s.isEmpty());
        if (sum.isPresent() && loaded.entry().jsonBody().isEmpty() && !Checksums.matches(sum.get(), disk, file)) {
            sink.finding(Kind.CHECKSUM, loaded.meta(), "the checksum is not that of the payload file");
        }
    }

    /** The lines of a log. */
    void lines(Path log) throws IOException {
        int[] bad = {0};
        new BackwardLines(disk).visit(log, line -> {
            if (!JsonCodec.isJson(line)) {
                bad[0]++;
            }
            return true;
        });
        if (bad[0] > 0) {
            sink.finding(
                    Kind.BAD_LINE, log, bad[0] + (bad[0] == 1 ? " line that does" : " lines that do") + " not parse");
        }
    }

    /** A name in a directory that no reader looks at. */
    void name(Path directory, String name) {
        if (FileNames.isLeftover(name)) {
            sink.finding(Kind.LEFTOVER, directory.resolve(name), "left behind by an interrupted change");
        }
    }
}
