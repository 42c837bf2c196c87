package cc.dmart.index.lucene.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.IndexBatch;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.index.testing.TestDocuments;
import cc.dmart.api.model.SpaceName;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a document of nothing but different words costs the index has an end. */
class SuffixLimitTest {
    private static final int WORDS = 8_000;
    private static final int LENGTH = 40;

    @TempDir
    Path folder;

    @Test
    void wordsBehindTheLimitAreFoundByTheirBeginnings() {
        Random random = new Random(7);
        List<String> words = IntStream.range(0, WORDS)
                .mapToObj(i -> random.ints(LENGTH, 'a', 'z' + 1)
                        .mapToObj(c -> String.valueOf((char) c))
                        .collect(Collectors.joining()))
                .toList();
        assertThat(WORDS * (LENGTH - 2)).isGreaterThan(DocumentMapper.MOST_SUFFIXES + LENGTH);
        LuceneEntryIndex index = new LuceneEntryIndex(TestConfig.of(folder));
        index.begin(0).publish(0);
        String body = "{\"payload\":{\"body\":{\"v\":\"" + String.join(" ", words) + "\"}}}";
        String other = "{\"payload\":{\"body\":{\"v\":\"" + words.get(WORDS - 1) + "\"}}}";
        index.apply(new IndexBatch(
                1,
                List.of(),
                List.of(),
                List.of(TestDocuments.of("shop", "/p", "long", body), TestDocuments.of("shop", "/p", "short", other))));
        index.await();
        String first = words.get(0);
        String last = words.get(WORDS - 1);
        assertThat(hits(index, first.substring(5, 12))).isEqualTo(1);
        assertThat(hits(index, last)).as("a whole word").isEqualTo(2);
        assertThat(hits(index, last.substring(0, 7))).as("its beginning").isEqualTo(2);
        assertThat(hits(index, last.substring(5, 12)))
                .as("of the other document alone")
                .isEqualTo(1);
        index.close();
    }

    private static long hits(LuceneEntryIndex index, String word) {
        IndexQuery all = new IndexQuery.All();
        return index.count(new IndexRequest(
                new SpaceName("shop"), DocumentKind.ENTRY, new IndexQuery.Word(word), all, List.of(), 0, 0, true));
    }
}
