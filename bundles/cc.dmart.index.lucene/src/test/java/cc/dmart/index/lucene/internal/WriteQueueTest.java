package cc.dmart.index.lucene.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.testing.TestDocuments;
import cc.dmart.api.model.SpaceName;
import cc.dmart.index.lucene.internal.document.DocumentMapper;
import cc.dmart.index.lucene.internal.document.IndexTerms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The order in which documents get into the engine. */
class WriteQueueTest {
    private interface Task {
        void run() throws Exception;
    }

    private static Thread started(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        return thread;
    }

    private static IndexDocument document(String word) {
        return TestDocuments.of("shop", "/p", "pen", "{\"payload\":{\"body\":{\"text\":\"" + word + "\"}}}");
    }

    private static int count(DirectoryReader reader, String word) throws IOException {
        String scope = IndexTerms.scope(new SpaceName("shop"), DocumentKind.ENTRY);
        return reader.docFreq(new Term(IndexTerms.TOKENS, scope + IndexTerms.WORD + word));
    }

    @Test
    @Timeout(60)
    void manyDocumentsWaitForThoseThatCameBefore() throws Exception {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            WriteQueue queue = new WriteQueue(writer, seq -> {});
            CountDownLatch busy = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            Thread other = started(() -> queue.alone(() -> {
                busy.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }));
            busy.await();
            queue.replace(document("old"), 1);
            Thread many = started(() -> queue.replaceMany(List.of(document("new"))));
            while (many.getState() != Thread.State.WAITING && many.getState() != Thread.State.TERMINATED) {
                Thread.onSpinWait();
            }
            go.countDown();
            other.join();
            many.join();
            queue.flush();
            writer.forceMerge(1);
            try (DirectoryReader reader = DirectoryReader.open(writer)) {
                assertThat(count(reader, "new")).isEqualTo(1);
                assertThat(count(reader, "old")).isZero();
            }
        }
    }

    /** A word for each number, together some hundred thousand suffixes. */
    private static IndexDocument large() {
        return document(IntStream.range(0, 20_000).mapToObj(i -> "word" + i).collect(Collectors.joining(" ")));
    }

    @Test
    void whatGrewWithALargeDocumentIsNotKept() throws Exception {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            WriteQueue queue = new WriteQueue(writer, seq -> {});
            queue.replace(large(), 1);
            queue.flush();
            assertThat(queue.idle()).isZero();
            queue.replaceMany(List.of(document("small"), large()));
            assertThat(queue.idle()).isZero();
            queue.add(List.of(large(), document("small")));
            assertThat(queue.idle()).isZero();
            queue.replaceMany(List.of(document("small")));
            assertThat(queue.idle()).isEqualTo(1);
        }
    }

    @Test
    void whatWaitsForADocumentHoldsNothingOfTheLast() throws Exception {
        DocumentMapper mapper = new DocumentMapper();
        mapper.map(
                TestDocuments.of("shop", "/p", "pen", "{\"payload\":{\"body\":{\"text\":\"one two\",\"n\":[3,3]}}}"));
        for (Field field : DocumentMapper.class.getDeclaredFields()) {
            field.setAccessible(true);
            if (field.get(mapper) instanceof Collection<?> some) {
                assertThat(some).as(field.getName()).isEmpty();
            } else if (field.get(mapper) instanceof Map<?, ?> some) {
                assertThat(some).as(field.getName()).isEmpty();
            }
        }
    }
}
