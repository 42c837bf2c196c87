package cc.dmart.storage.files.internal.apply;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.SpooledFile;
import cc.dmart.api.storage.StagedUpload;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import cc.dmart.storage.files.internal.disk.FileStamp;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in large payloads beside their destination: written, hashed and forced under a name that no reader sees. A token is
 * the space and a random name. Thread-safe.
 */
public final class Staging {
    private static final Logger LOG = LoggerFactory.getLogger(Staging.class);
    private static final int BLOCK = 64 << 10;

    private final Disk disk;
    private final Layout layout;
    private final Directories directories;

    /** Staging in the spaces of a folder. */
    public Staging(Disk disk, Layout layout, Directories directories) {
        this.disk = disk;
        this.layout = layout;
        this.directories = directories;
    }

    /** Writes a stream. */
    public StagedUpload stage(SpaceName space, InputStream in, long maxBytes) {
        String name = UUID.randomUUID().toString();
        Path file = layout.staging(space).resolve(name);
        try {
            requireSpace(space);
            try (DiskFile out = disk.open(file)) {
                StagedUpload upload = copy(in, out, maxBytes, token(space, name));
                out.force(true);
                forceNames(layout.staging(space));
                return upload;
            }
        } catch (IOException e) {
            remove(file);
            throw DmartException.Unavailable.now("the upload could not be stored", e);
        } catch (RuntimeException e) {
            remove(file);
            throw e;
        }
    }

    /** Takes a file over; one that cannot be renamed, like one of another file system, is copied. */
    public StagedUpload adopt(SpaceName space, SpooledFile source, long maxBytes) {
        if (source.size() > maxBytes) {
            throw tooLarge(maxBytes);
        }
        String name = UUID.randomUUID().toString();
        Path file = layout.staging(space).resolve(name);
        try {
            requireSpace(space);
            requireWhole(source);
            if (isTaken(source.path(), file)) {
                disk.force(file);
                forceNames(file.getParent());
                return new StagedUpload(token(space, name), source.size(), source.sha256(), source.head());
            }
            try (InputStream in = Files.newInputStream(source.path(), LinkOption.NOFOLLOW_LINKS)) {
                return stage(space, in, maxBytes);
            }
        } catch (IOException e) {
            remove(file); // a rename that failed may have been done
            throw DmartException.Unavailable.now("the upload could not be stored", e);
        } catch (RuntimeException e) {
            remove(file);
            throw e;
        }
    }

    private void requireWhole(SpooledFile source) throws IOException {
        FileStamp found = disk.stat(source.path());
        if (!found.isFile() || found.size() != source.size()) {
            throw new IOException("The file of an upload is another one now");
        }
    }

    private boolean isTaken(Path source, Path file) throws IOException {
        try {
            disk.rename(source, file);
            return true;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) { // of another file system, or in a folder that nothing may be taken out of
            if (disk.stat(source).isFile()) {
                return false;
            }
            throw e;
        }
    }

    /** The place for what is staged in a space, which must be there. */
    private void requireSpace(SpaceName space) throws IOException {
        if (!disk.stat(layout.space(space)).isDirectory()) {
            throw DmartException.NotFound.entry();
        }
        directories.ensure(layout.staging(space));
    }

    private static DmartException tooLarge(long maxBytes) {
        return DmartException.Invalid.tooLarge("larger than " + maxBytes + " bytes");
    }

    /** The way to a staged file may be as new as the file. */
    private void forceNames(@Nullable Path directory) throws IOException {
        for (Path at = directory; at != null && at.startsWith(layout.root()); at = at.getParent()) {
            disk.force(at);
        }
    }

    private static StagedUpload copy(InputStream in, DiskFile out, long maxBytes, String token) throws IOException {
        MessageDigest digest = sha256();
        byte[] block = new byte[BLOCK];
        byte[] head = {};
        long size = 0;
        for (int n = in.readNBytes(block, 0, BLOCK); n > 0; n = in.readNBytes(block, 0, BLOCK)) {
            if (size + n > maxBytes) {
                throw tooLarge(maxBytes);
            }
            if (size == 0) {
                head = Arrays.copyOf(block, Math.min(n, SpooledFile.HEAD));
            }
            digest.update(block, 0, n);
            out.write(ByteBuffer.wrap(block, 0, n), size);
            size += n;
        }
        return new StagedUpload(token, size, HexFormat.of().formatHex(digest.digest()), head);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String token(SpaceName space, String name) {
        return space.value() + "/" + name;
    }

    /** Path of a staged file. @throws DmartException.Invalid if the token is none of ours */
    Path path(String token) {
        return path(layout, token);
    }

    static Path path(Layout layout, String token) {
        int slash = token.indexOf('/');
        String name = token.substring(slash + 1);
        if (slash <= 0 || name.isEmpty() || !name.chars().allMatch(c -> c == '-' || Character.digit(c, 16) >= 0)) {
            throw DmartException.Invalid.field("token", "no staged upload");
        }
        return layout.staging(new SpaceName(token.substring(0, slash))).resolve(name);
    }

    /** Whether a staged file is there. */
    public boolean isThere(String token) throws IOException {
        return disk.stat(path(token)).isFile();
    }

    /** Removes a staged file. */
    public void discard(String token) {
        remove(path(token));
    }

    private void remove(Path file) {
        try {
            disk.delete(file);
        } catch (IOException e) {
            LOG.debug("a staged upload stays until the next start", e);
        }
    }

    /** Removes what uploads left in a space when nothing is under way. */
    public void sweep(SpaceName space) throws IOException {
        Path folder = layout.staging(space);
        if (!disk.stat(folder).isDirectory()) {
            return;
        }
        for (String name : disk.list(folder)) {
            disk.delete(folder.resolve(name));
        }
        try {
            disk.delete(folder);
        } catch (DirectoryNotEmptyException e) {
            LOG.debug("staging in use", e);
        }
        directories.forget();
    }
}
