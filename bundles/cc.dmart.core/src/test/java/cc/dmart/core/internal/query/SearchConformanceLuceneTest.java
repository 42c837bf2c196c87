package cc.dmart.core.internal.query;

/** The same rows over the embedded index. */
class SearchConformanceLuceneTest extends SearchConformanceTest {
    @Override
    boolean isEmbedded() {
        return true;
    }
}
