package cc.dmart.httptests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.client.FilePart;
import cc.dmart.httptests.Http;
import cc.dmart.httptests.Reply;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files that are sent in many pieces ({@code http-api.md} 4.5, 1.13). */
@SharedWorld
class TransferIT {
    private static final String FILE = "/managed/payload/media/large/pens/blue/big.png";

    /** A picture with much behind it. */
    private static byte[] noise() {
        byte[] out = new byte[(3 << 20) + 17];
        new Random(11).nextBytes(out);
        System.arraycopy(Shop.PNG, 0, out, 0, Shop.PNG.length);
        return out;
    }

    @Test
    void aLargeFileComesAsItWasSent(World world) {
        Shop.make(world, "large");
        byte[] sent = noise();
        world.client(Caller.ADMIN)
                .entries()
                .upload(
                        "large",
                        Shop.record("media", "pens/blue", "big", "{is_active:true}"),
                        FilePart.of("big.png", "image/png", sent));
        Http admin = world.admin();
        Reply whole = admin.get(FILE).expect(200);
        assertThat(whole.header("Content-Length")).isEqualTo(String.valueOf(sent.length));
        assertThat(Arrays.equals(whole.body(), sent)).isTrue();
        Reply zipped = admin.with("Accept-Encoding", "gzip").get(FILE).expect(200);
        assertThat(Arrays.equals(zipped.body(), sent))
                .as("pictures are sent as they are")
                .isTrue();
        for (int[] part : new int[][] {{0, 65_536}, {70_000, 2_500_000}, {sent.length - 300_000, sent.length - 1}}) {
            Reply reply = admin.with("Range", "bytes=" + part[0] + "-" + part[1])
                    .get(FILE)
                    .expect(206);
            assertThat(Arrays.equals(reply.body(), Arrays.copyOfRange(sent, part[0], part[1] + 1)))
                    .as("%d to %d", part[0], part[1])
                    .isTrue();
        }
    }
}
