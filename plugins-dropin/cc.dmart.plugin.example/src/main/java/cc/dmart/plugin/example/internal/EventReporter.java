package cc.dmart.plugin.example.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.plugin.DeliveryContext;
import cc.dmart.api.plugin.DmartListener;
import cc.dmart.api.plugin.EntryListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.jar.Manifest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports every event it hears as one JSON line: to the file that the system property {@code dmart.example.out}, or else the
 * environment variable {@code EXAMPLE_PLUGIN_OUT}, names; without either to the log. Events may come twice: whoever reads the
 * lines tells them apart by {@code event_id}. Thread-safe.
 */
@Component
@DmartListener(plugin = "example")
public final class EventReporter implements EntryListener {
    private static final Logger LOG = LoggerFactory.getLogger(EventReporter.class);

    private final Optional<Path> file;
    private final String version;
    private final AtomicLong count = new AtomicLong();

    /** The component. */
    @Activate
    public EventReporter() {
        this(Optional.ofNullable(System.getProperty("dmart.example.out"))
                .or(() -> Optional.ofNullable(System.getenv("EXAMPLE_PLUGIN_OUT")))
                .filter(name -> !name.isBlank())
                .map(Path::of));
    }

    EventReporter(Optional<Path> file) {
        this.file = file;
        this.version = bundleVersion();
    }

    @Override
    public void onEvent(EntryEvent event, DeliveryContext delivery) throws IOException {
        JsonObject line = JsonObject.builder()
                .put("event_id", event.eventId())
                .put("seq", event.seq())
                .put("action", event.action().wire())
                .put("space_name", event.spaceName())
                .put("subpath", event.subpath())
                .put("shortname", event.shortname().orElse(""))
                .put("attempt", delivery.attempt())
                .put("count", count.incrementAndGet())
                .put("version", version)
                .build();
        String text = JsonCodec.writeString(line);
        if (file.isPresent()) {
            append(file.get(), text);
        } else {
            LOG.info("{}", text);
        }
    }

    /** One write per line, so that lines of an old and a new version of the plugin do not mix. */
    private static synchronized void append(Path file, String line) throws IOException {
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The version in the manifest of this jar. */
    private static String bundleVersion() {
        try (InputStream in = EventReporter.class.getResourceAsStream("/META-INF/MANIFEST.MF")) {
            return in == null
                    ? ""
                    : Optional.ofNullable(new Manifest(in).getMainAttributes().getValue("Bundle-Version"))
                            .orElse("");
        } catch (IOException e) {
            LOG.warn("The manifest of the plugin cannot be read", e);
            return "";
        }
    }
}
