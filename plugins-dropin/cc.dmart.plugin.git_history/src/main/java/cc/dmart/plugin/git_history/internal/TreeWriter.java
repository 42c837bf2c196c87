package cc.dmart.plugin.git_history.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Makes a tree of the repository from an older one and the files at some places: without an index, so that the cost is that of the
 * folders on the way to what changed. Only regular files count; temporary ones and the activity of spaces are left out. For one thread.
 */
final class TreeWriter {
    private static final String DM = ".dm";

    /** A name in a tree. */
    private record Item(FileMode mode, ObjectId id) {}

    private final ObjectReader reader;
    private final ObjectInserter inserter;
    private final Path root;
    private final Set<String> excluded;

    /**
     * A writer.
     *
     * @param root     the folder that the trees stand for
     * @param excluded paths below it that are left out
     */
    TreeWriter(ObjectReader reader, ObjectInserter inserter, Path root, Set<String> excluded) {
        this.reader = reader;
        this.inserter = inserter;
        this.root = root;
        this.excluded = excluded;
    }

    /** The older tree with what lies at the places now; empty if nothing is left. */
    Optional<ObjectId> changed(Optional<ObjectId> older, Places places) throws IOException {
        return changed(root, older, places);
    }

    /** A tree of everything. */
    Optional<ObjectId> whole() throws IOException {
        return tree(root).map(Item::id);
    }

    private Optional<ObjectId> changed(Path folder, Optional<ObjectId> older, Places places) throws IOException {
        Map<String, Item> items = older.isPresent() ? read(older.get()) : new HashMap<>();
        for (Map.Entry<String, Places> one : places.below().entrySet()) {
            String name = one.getKey();
            Path path = folder.resolve(name);
            Optional<Item> now;
            if (isLeftOut(path)) {
                now = Optional.empty();
            } else if (one.getValue().isWhole()) {
                now = item(path);
            } else {
                Optional<ObjectId> inside = Optional.ofNullable(items.get(name))
                        .filter(i -> i.mode().equals(FileMode.TREE))
                        .map(Item::id);
                now = changed(path, inside, one.getValue()).map(id -> new Item(FileMode.TREE, id));
            }
            now.ifPresentOrElse(item -> items.put(name, item), () -> items.remove(name));
        }
        return write(items);
    }

    private Map<String, Item> read(ObjectId tree) throws IOException {
        Map<String, Item> out = new HashMap<>();
        CanonicalTreeParser names = new CanonicalTreeParser(null, reader, tree);
        for (; !names.eof(); names = names.next()) {
            out.put(names.getEntryPathString(), new Item(names.getEntryFileMode(), names.getEntryObjectId()));
        }
        return out;
    }

    private Optional<Item> item(Path path) throws IOException {
        if (isLeftOut(path)) {
            return Optional.empty();
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return tree(path);
        }
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? blob(path) : Optional.empty();
    }

    private Optional<Item> tree(Path folder) throws IOException {
        Map<String, Item> items = new HashMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            for (Path path : found) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("the snapshot was interrupted");
                }
                item(path).ifPresent(item -> items.put(path.getFileName().toString(), item));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty(); // it has just gone
        }
        return write(items).map(id -> new Item(FileMode.TREE, id));
    }

    /** A file that grows or shrinks while it is read is read again as a whole. */
    private Optional<Item> blob(Path file) throws IOException {
        try {
            long size = Files.size(file);
            if (size <= 1 << 20) {
                return Optional.of(
                        new Item(FileMode.REGULAR_FILE, inserter.insert(Constants.OBJ_BLOB, Files.readAllBytes(file))));
            }
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                return Optional.of(new Item(FileMode.REGULAR_FILE, inserter.insert(Constants.OBJ_BLOB, size, in)));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Optional<ObjectId> write(Map<String, Item> items) throws IOException {
        if (items.isEmpty()) {
            return Optional.empty();
        }
        Map<byte[], Map.Entry<String, Item>> sorted = new java.util.TreeMap<>(Arrays::compareUnsigned);
        items.entrySet().forEach(one -> sorted.put(key(one.getKey(), one.getValue()), one));
        TreeFormatter out = new TreeFormatter();
        sorted.values()
                .forEach(one -> out.append(
                        one.getKey().getBytes(StandardCharsets.UTF_8),
                        one.getValue().mode(),
                        one.getValue().id()));
        return Optional.of(inserter.insert(out));
    }

    /** Trees are sorted as if a slash stood behind their names. */
    private static byte[] key(String name, Item item) {
        return (item.mode().equals(FileMode.TREE) ? name + "/" : name).getBytes(StandardCharsets.UTF_8);
    }

    private boolean isLeftOut(Path path) {
        String name = path.getFileName().toString();
        boolean hidden = name.startsWith(".") && !name.equals(DM);
        boolean activity = name.startsWith("events.") && name.endsWith(".jsonl");
        return hidden
                || activity
                || excluded.contains(root.relativize(path).toString().replace('\\', '/'));
    }
}
