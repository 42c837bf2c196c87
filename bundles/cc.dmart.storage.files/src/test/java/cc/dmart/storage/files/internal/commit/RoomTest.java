package cc.dmart.storage.files.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.storage.files.internal.change.FileOp;
import cc.dmart.storage.files.internal.change.JsonText;
import cc.dmart.storage.files.internal.change.StoredChange;
import cc.dmart.storage.files.internal.disk.Disk;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Room is taken before a change is durable and counts until it is in the files. */
class RoomTest {
    private static final Locator PEN = Locator.of("shop", "catalog", "pen", ResourceType.CONTENT);
    private static final FileOp LINE = new FileOp.History(PEN, JsonText.of(JsonObject.EMPTY));
    private static final FileOp GONE = new FileOp.Remove(PEN, Optional.empty());
    private static final int RECORD = 1 << 20;

    private final AtomicLong free = new AtomicLong();
    private final Disk disk = (Disk) Proxy.newProxyInstance(
            Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, args) -> free.get());
    private final Room room = new Room(disk, Path.of("spaces"));

    private static StoredChange change(FileOp... ops) {
        return new StoredChange(List.of(ops), List.of(), false);
    }

    private void refused(StoredChange change) {
        assertThatThrownBy(() -> room.take(change, RECORD, 0))
                .isInstanceOfSatisfying(
                        DmartException.Unavailable.class,
                        e -> assertThat(e.status()).isEqualTo(503));
    }

    /** The disk does not tell yet of what is on its way. */
    @Test
    void changesAtOnceDoNotTakeTheSameRoom() {
        free.set(Room.RESERVE + 3L * RECORD);
        long taken = room.take(change(LINE), RECORD, 0);
        refused(change(LINE));
        room.giveBack(taken);
        assertThat(room.take(change(LINE), RECORD, 0)).isEqualTo(taken);
    }

    @Test
    void onlyWhatRemovesNeedsNone() {
        free.set(0);
        refused(change(LINE));
        assertThat(room.take(change(GONE, LINE), RECORD, 0)).isZero();
        assertThat(room.take(change(), RECORD, 0)).isZero();
    }

    @Test
    void aDiskThatDoesNotTellRefusesNothing() {
        free.set(-1);
        assertThat(room.take(change(LINE), RECORD, 0)).isPositive();
        free.set(Room.RESERVE);
        refused(change(LINE));
    }
}
