package cc.dmart.plugin.git_history.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * The repository: a bare one whose commits are states of the spaces folder. Objects and references are forced to the disk, and what
 * a killed process left locked is unlocked when it is opened: nobody else writes it. Thread-safe, guarded by its monitor.
 */
final class HistoryRepository implements AutoCloseable {
    private static final String BRANCH = Constants.R_HEADS + "main";
    private static final String LOCK = ".lock";

    /** Who a commit is by, and when. */
    record Author(String name, String email, Instant when) {}

    private final Repository repository;
    private final Path spaces;
    private final ZoneId zone;
    private final Supplier<Set<String>> excluded;

    /**
     * Opens the repository in a folder and makes it if it is not there.
     *
     * @param excluded the folders that are left out of a commit
     */
    HistoryRepository(Path folder, Path spaces, ZoneId zone, Supplier<Set<String>> excluded) throws IOException {
        this.spaces = spaces;
        this.zone = zone;
        this.excluded = excluded;
        unlock(folder);
        repository =
                new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
        if (!repository.getObjectDatabase().exists()) {
            repository.create(true);
        }
        StoredConfig config = repository.getConfig();
        config.setBoolean(ConfigConstants.CONFIG_CORE_SECTION, null, "fsyncobjectfiles", true);
        config.setBoolean(ConfigConstants.CONFIG_CORE_SECTION, null, "fsyncreffiles", true);
        config.save();
        if (head().isEmpty()) {
            RefUpdate unused = link();
        }
    }

    private RefUpdate link() throws IOException {
        RefUpdate head = repository.updateRef(Constants.HEAD);
        RefUpdate.Result unused = head.link(BRANCH);
        return head;
    }

    private static void unlock(Path folder) throws IOException {
        for (String part : new String[] {"", "refs"}) {
            Path at = folder.resolve(part);
            if (Files.isDirectory(at)) {
                try (Stream<Path> files = Files.walk(at, part.isEmpty() ? 1 : 10)) {
                    for (Path file :
                            files.filter(f -> f.toString().endsWith(LOCK)).toList()) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
    }

    private Optional<ObjectId> head() throws IOException {
        return Optional.ofNullable(repository.resolve(BRANCH));
    }

    /** Whether there is no commit yet. */
    synchronized boolean isEmpty() throws IOException {
        return head().isEmpty();
    }

    /** Commits what lies at some places. @return whether anything differs from the last commit */
    synchronized boolean commit(Places places, Author author, String message) throws IOException {
        return commit(Optional.of(places), author, message);
    }

    /** Commits everything. @return whether anything differs from the last commit */
    synchronized boolean snapshot(Author author, String message) throws IOException {
        return commit(Optional.empty(), author, message);
    }

    private boolean commit(Optional<Places> places, Author author, String message) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter();
                ObjectReader reader = inserter.newReader();
                RevWalk walk = new RevWalk(reader)) {
            Optional<ObjectId> head = head();
            Optional<RevCommit> last = head.isEmpty() ? Optional.empty() : Optional.of(walk.parseCommit(head.get()));
            Optional<ObjectId> before = last.map(commit -> commit.getTree().getId());
            TreeWriter writer = new TreeWriter(reader, inserter, spaces, excluded.get());
            Optional<ObjectId> after = places.isPresent() ? writer.changed(before, places.get()) : writer.whole();
            ObjectId tree = after.isPresent() ? after.get() : inserter.insert(Constants.OBJ_TREE, new byte[0]);
            if (before.equals(Optional.of(tree))) {
                return false;
            }
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree);
            last.ifPresent(commit::setParentId);
            commit.setAuthor(new PersonIdent(author.name(), author.email(), author.when(), zone));
            commit.setCommitter(new PersonIdent("git_history", "git_history@dmart", Instant.now(), zone));
            commit.setMessage(message);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            move(head, id);
            return true;
        }
    }

    private void move(Optional<ObjectId> from, ObjectId to) throws IOException {
        RefUpdate update = repository.updateRef(BRANCH);
        update.setNewObjectId(to);
        update.setExpectedOldObjectId(from.orElse(ObjectId.zeroId()));
        RefUpdate.Result result = update.update();
        if (result != RefUpdate.Result.NEW && result != RefUpdate.Result.FAST_FORWARD) {
            throw new IOException("the branch could not be moved: " + result);
        }
    }

    /** Packs what is loose. */
    synchronized void pack() throws IOException {
        try (Git git = new Git(repository)) {
            var unused = git.gc().call();
        } catch (GitAPIException e) {
            throw new IOException("the repository could not be packed", e);
        }
    }

    @Override
    public synchronized void close() {
        repository.close();
    }
}
