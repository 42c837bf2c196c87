package cc.dmart.auth.internal.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.EntryView;
import cc.dmart.auth.internal.MovableClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes of entries (http-api.md 7, security.md M2). */
class QrServiceTest {
    private static final Locator PEN = Locator.of("shop", "pens", "blue", ResourceType.CONTENT);
    private static final Caller OWNER = Caller.of("sara", "r", Map.of());
    private static final Caller OTHER = Caller.of("omar", "r", Map.of());
    private final MovableClock clock = new MovableClock();
    private final QrServiceImpl codes = new QrServiceImpl(entries(), new byte[64], clock);

    /** Everything is owned by sara and may be seen. */
    private static EntryService entries() {
        return (EntryService) Proxy.newProxyInstance(
                QrServiceTest.class.getClassLoader(),
                new Class<?>[] {EntryService.class},
                (proxy, method, args) -> new EntryView(
                        (Locator) args[1],
                        JsonObject.builder().put("owner_shortname", "sara").build(),
                        Map.of()));
    }

    private int code(Runnable call) {
        DmartException thrown = catchThrowableOfType(DmartException.class, call::run);
        return thrown == null ? 0 : thrown.code();
    }

    @Test
    void s5_15_m2_aFreshCodeIsGoodForItsEntryOnly() {
        String text = codes.generate(OWNER, PEN);
        assertThat(text).matches("\\d{10}\\.[0-9a-f]{64}");
        assertThat(code(() -> codes.validate(OTHER, PEN, text))).isZero();
        assertThat(code(() -> codes.validate(OTHER, Locator.of("shop", "pens", "red", ResourceType.CONTENT), text)))
                .isEqualTo(16);
    }

    @Test
    void s5_15_m2_aCodeGrowsOld() {
        String text = codes.generate(OWNER, PEN);
        clock.advance(Duration.ofSeconds(60));
        assertThat(code(() -> codes.validate(OTHER, PEN, text))).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(code(() -> codes.validate(OTHER, PEN, text))).isEqualTo(15);
        clock.advance(Duration.ofSeconds(-100));
        assertThat(code(() -> codes.validate(OTHER, PEN, text))).isEqualTo(16);
    }

    @Test
    void s5_15_m2_onlyTheOwnerGetsOne() {
        assertThat(code(() -> codes.generate(OTHER, PEN))).isEqualTo(14);
        Locator own = Locator.of("management", "users", "omar", ResourceType.USER);
        assertThat(code(() -> codes.generate(OTHER, own))).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "x", "12", "x.00", "1700000000.", "1700000000.zz", "99999999999999999999.00", "-1.00"})
    void s5_15_m2_whatIsNoCodeIsRefused(String text) {
        assertThat(code(() -> codes.validate(OTHER, PEN, text))).isEqualTo(16);
    }
}
