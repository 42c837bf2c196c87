package cc.dmart.httptests.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The rows of one family of endpoints. A subclass is named {@code *ContractIT} and has a constructor without parameters; its
 * rows run in their order, against a server that all suites with the same settings share. What a suite writes lies in spaces
 * of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SharedWorld
public abstract class ContractSuite {
    /** The rows; made without a server. */
    protected abstract List<Row> rows();

    /** Settings of the server beside the usual ones, as environment variables. */
    protected Map<String, String> settings() {
        return Map.of();
    }

    /** Makes what the rows need. */
    protected void prepare(World world) {}

    @TestFactory
    Stream<DynamicTest> contract(World world) {
        prepare(world);
        return rows().stream().map(row -> DynamicTest.dynamicTest(row.toString(), () -> world.run(row)));
    }
}
