package cc.dmart.core.internal.query;

/** The same joins over the embedded index. */
class JqAndJoinLuceneTest extends JqAndJoinTest {
    @Override
    boolean isEmbedded() {
        return true;
    }
}
