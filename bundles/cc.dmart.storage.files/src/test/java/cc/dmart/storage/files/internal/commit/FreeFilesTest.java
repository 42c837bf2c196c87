package cc.dmart.storage.files.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.storage.files.internal.disk.Disk;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Free files are asked for seldom and counted in between. */
final class FreeFilesTest {
    private final AtomicLong free = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final Disk disk = (Disk)
            Proxy.newProxyInstance(Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, args) -> {
                asked.incrementAndGet();
                return free.get();
            });
    private final FreeFiles files = new FreeFiles(disk, Path.of("spaces"));

    @Test
    void whereThereAreManyOneQuestionIsEnough() {
        free.set(Integer.MAX_VALUE);
        for (int i = 0; i < 1000; i++) {
            assertThat(files.take(3)).isTrue();
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void whereTheyAreNotCountedNothingIsRefused() {
        free.set(-1);
        assertThat(files.take(1)).isTrue();
        assertThat(files.take(1_000_000)).isTrue();
        assertThat(asked).hasValue(1);
    }

    @Test
    void whatWasTakenIsGone() {
        free.set(FreeFiles.RESERVE + 1000);
        assertThat(files.take(200)).isTrue();
        free.set(FreeFiles.RESERVE + 200);
        assertThat(files.take(51)).isFalse();
        assertThat(files.take(50)).isTrue();
        free.set(0);
        assertThat(files.take(1)).isFalse();
    }
}
