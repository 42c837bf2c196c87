package cc.dmart.core.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.testing.InMemoryEntryIndex;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.storage.ChangeOp;
import cc.dmart.api.storage.EntryStore;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that are made anew, while what they are made of is changed: the change has the last word. */
class TouchedEntriesTest extends IndexFeedFixture {
    private static final String RULES = "{\"unique_fields\":[[\"payload.body.serial\"]]}";

    private final InMemoryEntryIndex index = new InMemoryEntryIndex();
    private final Locator folder = at("/", "pens", ResourceType.FOLDER);
    private final Locator red = at("pens", "red", ResourceType.CONTENT);
    private final CountDownLatch read = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** Commits changes while new rules of the folder have its documents made anew, and one of them has just been read. */
    private void meet(String reading, Locator what, ChangeOp... changes) throws InterruptedException {
        commit(putJson(folder, "{}", true), putJson(red, "{\"serial\":\"a\"}", true));
        IndexFeedImpl feed = new IndexFeedImpl(documents(slow(reading, what)), store, index, WAIT, System::nanoTime);
        feeds.add(feed);
        change(feed, putJson(folder, RULES, false));
        assertThat(read.await(20, TimeUnit.SECONDS)).isTrue();
        Thread writer = new Thread(() -> {
            for (ChangeOp each : changes) {
                change(feed, each);
            }
        });
        writer.start();
        until(() -> writer.getState() == Thread.State.WAITING || !writer.isAlive());
        goOn.countDown();
        writer.join();
        until(() -> find(index, folder)
                .filter(made ->
                        !made.exact().getOrDefault(ExactField.VALUE, List.of()).contains(UniqueFolders.CHANGED))
                .isPresent());
    }

    /** The store; what the keeper of the index reads of an entry first it is given late. */
    private EntryStore slow(String reading, Locator what) {
        return (EntryStore) Proxy.newProxyInstance(
                EntryStore.class.getClassLoader(), new Class<?>[] {EntryStore.class}, (proxy, method, args) -> {
                    Object out = method.invoke(store, args);
                    boolean keeper = Thread.currentThread().getName().startsWith("dmart-index");
                    if (keeper && method.getName().equals(reading) && args[0].equals(what) && read.getCount() > 0) {
                        read.countDown();
                        assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
                    }
                    return out;
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsDeletedMeanwhileIsGone(boolean alone) throws InterruptedException {
        ChangeOp deleted = new ChangeOp.RemoveEntry(red, Optional.of("red.json"));
        Locator quills = at("/", "quills", ResourceType.FOLDER);
        ChangeOp moved = new ChangeOp.MoveEntry(
                folder, quills, meta(quills, "t"), Optional.of("pens.json"), Optional.of("quills.json"));
        if (alone) {
            meet("find", red, deleted);
        } else {
            meet("find", red, moved, putJson(folder, "{}", true));
        }
        assertThat(find(index, red)).isEmpty();
    }

    /** Nor is what was read before remembered for the next change. */
    @Test
    void theTextOfANewAttachmentIsFound() throws InterruptedException {
        Locator note = red.attachment(ResourceType.COMMENT, new Shortname("note"));
        meet("attachments", red, put(note, "remark", true));
        assertThat(document(index, red).text()).contains("remark");
        assertThat(content(index.documents())).isEqualTo(rebuilt());
    }
}
