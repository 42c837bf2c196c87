package cc.dmart.rest.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies within their limits ({@code http-api.md} 1.12). */
class JsonBodyTest {
    private int mostAsked;

    private HttpServletRequest request(InputStream body, long declared) {
        InputStream watched = new FilterInputStream(body) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                mostAsked = Math.max(mostAsked, length);
                return super.read(target, offset, length);
            }
        };
        return BodyRequest.of(watched, "application/json", declared);
    }

    private static byte[] json(int length) {
        return ("{\"a\":\"" + "x".repeat(length - 8) + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void w1_12_memoryIsTakenForWhatCameNotForWhatIsAnnounced() {
        byte[] begun = "{\"a\":1}".getBytes(StandardCharsets.US_ASCII);
        HttpServletRequest request = request(new ByteArrayInputStream(begun), JsonBody.MAX_BYTES);
        assertThatThrownBy(() -> {
                    JsonBody.read(request);
                    throw new IOException("read: what came is whole");
                })
                .isInstanceOf(IOException.class);
        assertThat(mostAsked).isLessThanOrEqualTo(1 << 16);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 8191, 8192, 8193, 16384, 100_000, JsonBody.MAX_BYTES})
    void w1_12_bodiesOfAnySizeAreReadWhole(int length) throws IOException {
        byte[] body = json(length);
        for (long declared : new long[] {length, -1}) {
            String read = JsonBody.read(request(new ByteArrayInputStream(body), declared))
                    .string("a")
                    .orElseThrow();
            assertThat(read).hasSize(length - 8);
        }
    }

    @Test
    void w1_12_largerOnesAreRefused() {
        for (long declared : new long[] {JsonBody.MAX_BYTES + 1, -1}) {
            HttpServletRequest request = request(new ByteArrayInputStream(json(JsonBody.MAX_BYTES + 1)), declared);
            assertThatThrownBy(() -> JsonBody.read(request))
                    .isInstanceOfSatisfying(
                            DmartException.Invalid.class,
                            e -> assertThat(e.status()).isEqualTo(413));
        }
    }
}
