package cc.dmart.index.lucene.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.IndexDocument;
import cc.dmart.api.index.testing.TestDocuments;
import cc.dmart.api.model.SpaceName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
}
