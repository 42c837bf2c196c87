package cc.dmart.core.internal.entry.lock;

import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.RequestType.DELETE;
import static cc.dmart.api.model.RequestType.MOVE;
import static cc.dmart.api.model.RequestType.UPDATE;
import static cc.dmart.api.model.ResourceType.COMMENT;
import static cc.dmart.api.model.ResourceType.CONTENT;
import static cc.dmart.api.model.ResourceType.MEDIA;
import static cc.dmart.api.model.ResourceType.REACTION;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.RequestType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.Subpath;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.service.BatchResult;
import cc.dmart.core.internal.entry.service.EntryWorld;
import cc.dmart.core.internal.lock.EntryLock;
import cc.dmart.core.internal.lock.LockTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Locks of attachments, and what the lock of an entry means for its own (plugins-events.md 4.6). */
class AttachmentLocksTest {
    private static final Locator BLUE = Locator.of("shop", "pens", "blue", CONTENT);
    private static final Locator NOTE = BLUE.attachment(COMMENT, new Shortname("note"));
    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private void lock(Caller caller, Locator at) {
        world.locks.lock(caller, at, OptionalLong.empty());
    }

    private BatchResult asRoot(RequestType type, Locator at, String attributes, boolean check) {
        WireRecord record = new WireRecord(
                at.type(),
                at.shortname().value(),
                at.subpath().value(),
                Optional.empty(),
                EntryWorld.json(attributes),
                Optional.empty(),
                check);
        return world.service.apply(EntryWorld.DMART, EntryWorld.SHOP, type, List.of(record));
    }

    /** The subpath of an attachment is longer than that of an entry by the name of its parent. */
    @Test
    void theLockOfAnAttachmentMovesToALongPath() {
        world.put("shop", "pens/blue", "note", COMMENT, "{}");
        lock(EntryWorld.DMART, NOTE);
        String folder = "f".repeat(128);
        String name = "n".repeat(64);
        BatchResult moved =
                asRoot(MOVE, BLUE, "{'dest_subpath':'" + folder + "','dest_shortname':'" + name + "'}", false);
        assertThat(EntryWorld.code(moved)).isZero();
        Locator deep = new Locator(BLUE.space(), new Subpath(folder), new Shortname(name), CONTENT)
                .attachment(COMMENT, NOTE.shortname());
        assertThat(world.lockTable.find(deep).orElseThrow().at()).isEqualTo(deep);
        assertThat(new LockTable(world.store, world.time).find(deep)).isPresent();
        world.locks.unlock(EntryWorld.DMART, deep.space(), deep.subpath(), deep.shortname(), false);
        assertThat(world.lockTable.live()).isEmpty();
    }

    @Test
    void anAttachmentHasALockOfItsOwn() {
        Locator picture = Locator.of("shop", "pens", "blue", MEDIA);
        world.put("shop", "pens", "blue", MEDIA, "{}");
        lock(EntryWorld.SARA, BLUE);
        assertThat(EntryWorld.code(asRoot(UPDATE, picture, "{'tags':['a']}", true)))
                .isZero();
        lock(EntryWorld.DMART, picture);
        world.locks.unlock(EntryWorld.DMART, BLUE.space(), BLUE.subpath(), BLUE.shortname(), false);
        assertThat(world.lockTable.find(picture)).isEmpty();
        lock(EntryWorld.DMART, picture);
        assertThat(EntryWorld.code(asRoot(MOVE, picture, "{'dest_subpath':'pens','dest_shortname':'navy'}", false)))
                .isZero();
        assertThat(world.lockTable.live()).hasSize(2);
        assertThat(EntryWorld.code(asRoot(DELETE, Locator.of("shop", "pens", "navy", MEDIA), "{}", false)))
                .isZero();
        assertThat(world.lockTable.live()).extracting(EntryLock::at).containsExactly(BLUE);
    }

    @ParameterizedTest(name = "asked {0}, enforced {1}: {2}")
    @CsvSource({"false, false, 0", "true, false, 31", "false, true, 31"})
    void attachmentsMindTheLockOfTheirEntry(boolean asked, boolean enforced, int code) {
        world.put("shop", "pens", "red", CONTENT, "{}");
        world.put("shop", "pens/blue", "note", COMMENT, "{}");
        world.put("shop", "pens/red", "other", COMMENT, "{}");
        if (enforced) {
            asRoot(UPDATE, Locator.ofSpace(EntryWorld.SHOP), "{'enforce_locks':true}", false);
        }
        lock(EntryWorld.SARA, BLUE);
        Locator fresh = BLUE.attachment(COMMENT, new Shortname("fresh"));
        Locator other = Locator.of("shop", "pens/red", "other", COMMENT);
        String text = "{'payload':{'content_type':'text','body':'x'}}";
        assertThat(EntryWorld.code(asRoot(CREATE, fresh, text, asked))).isEqualTo(code);
        assertThat(EntryWorld.code(asRoot(UPDATE, NOTE, "{'tags':['a']}", asked)))
                .isEqualTo(code);
        assertThat(EntryWorld.code(asRoot(MOVE, other, "{'dest_subpath':'pens/blue','dest_shortname':'moved'}", asked)))
                .isEqualTo(code);
        assertThat(EntryWorld.code(asRoot(DELETE, NOTE, "{}", asked))).isEqualTo(code);
        world.locks.unlock(EntryWorld.SARA, BLUE.space(), BLUE.subpath(), BLUE.shortname(), false);
        lock(EntryWorld.DMART, BLUE);
        assertThat(EntryWorld.code(asRoot(CREATE, fresh.withType(REACTION), "{}", asked)))
                .isZero();
        assertThat(world.lockTable.find(BLUE)).isPresent();
    }
}
