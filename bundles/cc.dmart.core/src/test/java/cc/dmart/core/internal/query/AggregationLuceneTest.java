package cc.dmart.core.internal.query;

/** The same groups over the embedded index. */
class AggregationLuceneTest extends AggregationTest {
    @Override
    boolean isEmbedded() {
        return true;
    }
}
