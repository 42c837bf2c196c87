package cc.dmart.rest.internal.payload;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A form of which one file matters, which may be read several times; other parts are skipped. Must be closed. Not thread-safe.
 */
public final class FileForm implements AutoCloseable {
    private static final int MAX_PARTS = 16;

    private Spool spool;

    private FileForm(Spool spool) {
        this.spool = spool;
    }

    /**
     * Reads the whole form and keeps the part of this name, else the first that is a file.
     *
     * @param folder where a large file waits
     * @param limit  largest file in bytes
     * @throws DmartException.Invalid {@code E(415,request,402)} if it is no form, {@code E(413,request,402)} if it is too large,
     *                                {@code E(400,request,402)} if it is malformed, {@code E(400,request,202)} without a file
     * @throws DmartException.Unavailable {@code E(500,attachment,51)} if the disk does not take the file
     * @throws IOException            if the client is gone
     */
    public static FileForm read(HttpServletRequest request, String name, WaitingFolder folder, long limit)
            throws IOException {
        MultipartReader reader = UploadForm.reader(request, limit);
        FileForm form = new FileForm(new Spool(folder, limit));
        boolean whole = false;
        try {
            whole = form.keepFile(reader, name, () -> new Spool(folder, limit));
        } catch (Spool.NotWritten e) {
            throw UploadForm.notStored(e);
        } finally {
            if (!whole) {
                form.close();
            }
        }
        if (!whole) {
            throw DmartException.Invalid.request(ErrorCode.MISSING_DATA, "Part " + name + " is missing");
        }
        return form;
    }

    /**
     * Takes a body that is the file itself.
     *
     * @param folder where a large file waits
     * @param limit  largest file in bytes
     * @throws DmartException.Invalid {@code E(413,request,402)} if it is too large
     * @throws DmartException.Unavailable {@code E(500,attachment,51)} if the disk does not take the file
     * @throws IOException            if the client is gone
     */
    public static FileForm ofBody(HttpServletRequest request, WaitingFolder folder, long limit) throws IOException {
        Spool spool = new Spool(folder, limit);
        boolean whole = false;
        try {
            byte[] chunk = new byte[32 << 10];
            InputStream in = request.getInputStream();
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                spool.write(chunk, n);
            }
            whole = true;
            return new FileForm(spool);
        } catch (Spool.NotWritten e) {
            throw UploadForm.notStored(e);
        } finally {
            if (!whole) {
                spool.close();
            }
        }
    }

    private boolean keepFile(MultipartReader reader, String name, Supplier<Spool> another) throws IOException {
        boolean found = false;
        boolean named = false;
        int count = 0;
        Optional<MultipartReader.Part> part = reader.next();
        while (part.isPresent()) {
            if (++count > MAX_PARTS) {
                throw DmartException.Invalid.tooLarge("More parts than allowed");
            }
            boolean isNamed = part.get().name().equals(name);
            if (isNamed ? !named : !found && part.get().fileName().isPresent()) {
                if (found) {
                    spool.close();
                    spool = another.get();
                }
                UploadForm.copy(reader, spool);
                found = true;
                named = isNamed;
            }
            part = reader.next();
        }
        return found;
    }

    /** The content from its beginning; the caller closes it. */
    public InputStream open() throws IOException {
        try {
            return spool.content();
        } catch (Spool.NotWritten e) {
            throw UploadForm.notStored(e);
        }
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
