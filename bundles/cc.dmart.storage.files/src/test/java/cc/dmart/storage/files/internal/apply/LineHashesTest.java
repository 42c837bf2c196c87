package cc.dmart.storage.files.internal.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LineHashesTest {
    @Test
    void eachHashIsThereOnce() {
        Random random = new Random(7);
        LineHashes hashes = new LineHashes();
        Set<Long> expected = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            long hash = i % 3 == 0 ? random.nextInt(500) : random.nextLong() << (i % 50); // many share their last bits
            assertThat(hashes.contains(hash)).isEqualTo(expected.contains(hash));
            assertThat(hashes.add(hash)).isEqualTo(expected.add(hash));
        }
        assertThat(hashes.size()).isEqualTo(expected.size());
        assertThat(expected).contains(0L).allMatch(hashes::contains);
    }
}
