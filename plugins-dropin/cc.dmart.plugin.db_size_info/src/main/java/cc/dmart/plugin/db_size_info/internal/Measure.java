package cc.dmart.plugin.db_size_info.internal;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Names;
import cc.dmart.api.plugin.DmartApi;
import cc.dmart.api.plugin.DmartJob;
import cc.dmart.api.plugin.JobContext;
import cc.dmart.api.plugin.ScheduledJob;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Measures the folder of every space, by night and when {@link SizeResource} asks for it. Thread-safe. */
@Component
@DmartJob(plugin = "db_size_info", cron = "30 3 * * *", timeout_ms = 3_600_000)
public final class Measure implements ScheduledJob {
    private final DmartApi api;
    private final SizeTable table;

    /** The job. */
    @Activate
    public Measure(@Reference DmartApi api, @Reference SizeTable table) {
        this.api = api;
        this.table = table;
    }

    @Override
    public void run(JobContext context) throws IOException {
        measure();
    }

    void measure() throws IOException {
        Instant began = Instant.now();
        List<JsonValue> rows = new ArrayList<>();
        Optional<Path> folder = api.spacesFolder();
        if (folder.isPresent()) {
            for (Path space : spaces(folder.get())) {
                rows.add(row(space.getFileName().toString(), FolderSize.of(space)));
            }
        }
        Instant ended = Instant.now();
        table.put(new SizeTable.Measured(rows, ended, Duration.between(began, ended)));
    }

    private static List<Path> spaces(Path folder) throws IOException {
        List<Path> out = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            for (Path one : found) {
                boolean space = Names.isSpaceName(one.getFileName().toString())
                        && Files.exists(one.resolve(".dm/meta.space.json"));
                if (space) {
                    out.add(one);
                }
            }
        }
        out.sort(null);
        return out;
    }

    private static JsonObject row(String space, FolderSize size) {
        return JsonObject.builder()
                .put("table_name", space)
                .put("pretty_size", FolderSize.pretty(size.total()))
                .put("size_bytes", size.total())
                .put("entries_bytes", size.entries())
                .put("attachments_bytes", size.attachments())
                .put("history_bytes", size.history())
                .build();
    }
}
