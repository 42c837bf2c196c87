package cc.dmart.plugin.reports_stats.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.testing.TestApi;
import cc.dmart.api.plugin.testing.TestEvents;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written into a report, and when it is not counted. */
class ReportsTest {
    private static final Locator ALL_PENS = Locator.of("shop", "reports", "all_pens", ResourceType.CONTENT);
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final TestApi api = new TestApi();
    private final Reports reports = new Reports(api);

    @BeforeEach
    void make() {
        create(
                "reports",
                "all_pens",
                "{'payload':{'content_type':'json','schema_shortname':'report',"
                        + "'body':{'query':{'type':'search','subpath':'pens','search':'@colour:$colour'}}}}");
        create("pens", "blue", "{}");
    }

    private void create(String subpath, String name, String attributes) {
        WireRecord unused =
                api.create("shop", WireRecord.of(ResourceType.CONTENT, name, subpath, TestEvents.json(attributes)));
    }

    private WireRecord report() {
        return api.load(ALL_PENS).orElseThrow();
    }

    private JsonObject body() {
        return report().attributes()
                .object("payload")
                .orElseThrow()
                .object("body")
                .orElseThrow();
    }

    @Test
    void whatWasFoundIsWritten() {
        assertThat(reports.refresh(ALL_PENS, report(), NOON))
                .contains(TestEvents.json("{'number_of_records':1,'last_updated':'2026-05-01T12:00:00.000000'}"));
        assertThat(body().number("number_of_records").orElseThrow().longValue()).isEqualTo(1);
    }

    @Test
    void notTwiceWithinAMinute() {
        assertThat(reports.refresh(ALL_PENS, report(), NOON)).isPresent();
        create("pens", "red", "{}");
        assertThat(reports.refresh(ALL_PENS, report(), NOON.plusSeconds(59)))
                .contains(TestEvents.json("{'number_of_records':1,'last_updated':'2026-05-01T12:00:00.000000'}"));
        assertThat(reports.refresh(ALL_PENS, report(), NOON.plusSeconds(60))
                        .orElseThrow()
                        .number("number_of_records")
                        .orElseThrow()
                        .longValue())
                .isEqualTo(2);
    }

    @Test
    void anUnchangedNumberLeavesTheReportAlone() {
        assertThat(reports.refresh(ALL_PENS, report(), NOON)).isPresent();
        JsonObject before = body();
        assertThat(reports.refresh(ALL_PENS, report(), NOON.plusSeconds(3600))).isPresent();
        assertThat(body()).isEqualTo(before);
    }
}
