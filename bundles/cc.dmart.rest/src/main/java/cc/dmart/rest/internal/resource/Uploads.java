package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.IdentityService;
import cc.dmart.rest.internal.RestConfig;
import cc.dmart.rest.internal.edge.Exchange;
import cc.dmart.rest.internal.payload.FileForm;
import cc.dmart.rest.internal.payload.UploadForm;
import cc.dmart.rest.internal.payload.WaitingFolder;
import cc.dmart.rest.internal.wire.WireWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Uploads of both families ({@code http-api.md} 4.6). A large file waits in a folder of its own. Thread-safe. */
@Component(
        service = Uploads.class,
        configurationPid = RestConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RestConfig.class)
public final class Uploads {
    private static final int EARLY = 2;

    private final Backend backend;
    private final WaitingFolder folder;
    private final long limit;
    private final long publicLimit;
    private final ThreadPoolExecutor early = pool();

    /**
     * Uploads within these settings; removes what a killed server left behind, but not what uploads wait in that began before a
     * setting was changed.
     *
     * @throws IllegalArgumentException if a setting is wrong
     * @throws IOException              if the waiting folder cannot be cleaned, or is somebody else's
     */
    @Activate
    public Uploads(@Reference Backend backend, RestConfig config) throws IOException {
        this.backend = backend;
        this.limit = config.max_upload_size();
        this.publicLimit = config.max_public_upload_size();
        if (limit < 1 || publicLimit < 1) {
            throw new IllegalArgumentException("max_upload_size, max_public_upload_size: 1 or more expected");
        }
        this.folder = WaitingFolder.of(config.data());
        folder.check();
        folder.sweep();
    }

    /** Without a queue: an upload that finds no thread has less done beforehand. */
    private static ThreadPoolExecutor pool() {
        return new ThreadPoolExecutor(0, EARLY, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "dmart-uploads");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Ends the threads; what they have begun is done. */
    @Deactivate
    public void stop() {
        early.shutdown();
    }

    /** Counts what nobody in particular sends ({@code security.md} 5.1). @throws DmartException.Unavailable {@code E(429,rate_limit,429)} */
    static void countForm(Backend backend, Exchange exchange) {
        if (exchange.reader().isAnonymous()) {
            backend.identity().count(IdentityService.Counted.FORM, UserResource.client(exchange));
        }
    }

    /** Hangs what a form brings on an entry ({@code http-api.md} 5.2). */
    Response attach(Exchange exchange, String space) throws IOException {
        countForm(backend, exchange);
        long most = exchange.reader().isAnonymous() ? publicLimit : limit;
        try (UploadForm form = UploadForm.read(exchange.request(), folder, most, early)) {
            SpaceName at = EntryPath.space(space);
            WireRecord stored = form.attached(
                    record -> backend.submissions().attach(exchange.writer(), at, record, form.uploadIfAny()));
            return Replies.json(WireWriter.records(List.of(stored)));
        }
    }

    Response store(Exchange exchange, Caller caller, boolean isPublic) throws IOException {
        if (isPublic) {
            countForm(backend, exchange);
        }
        try (UploadForm form = UploadForm.read(exchange.request(), folder, isPublic ? publicLimit : limit, early)) {
            SpaceName space = form.space();
            WireRecord stored =
                    form.stored(record -> backend.entries().upload(caller, space, record, form.upload(), isPublic));
            return Replies.json(WireWriter.records(List.of(stored)));
        }
    }

    /** Does something with an archive. */
    @FunctionalInterface
    interface ArchiveUse {
        /** The reply; the stream is not closed. */
        Response of(InputStream zip) throws IOException;
    }

    /** Takes in an archive, which is the part {@code zip_file} of a form or the body itself. */
    Response archive(Exchange exchange, ArchiveUse use) throws IOException {
        HttpServletRequest request = exchange.request();
        String type = Optional.ofNullable(request.getContentType()).orElse("");
        boolean bare = type.toLowerCase(Locale.ROOT).startsWith("application/zip");
        try (FileForm form = bare
                        ? FileForm.ofBody(request, folder, limit)
                        : FileForm.read(request, "zip_file", folder, limit);
                InputStream zip = form.open()) {
            return use.of(zip);
        }
    }
}
