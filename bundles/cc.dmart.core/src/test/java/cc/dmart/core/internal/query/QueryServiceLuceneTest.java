package cc.dmart.core.internal.query;

/** The same rows over the embedded index. */
class QueryServiceLuceneTest extends QueryServiceTest {
    @Override
    boolean isEmbedded() {
        return true;
    }
}
