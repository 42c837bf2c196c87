package cc.dmart.httptests;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Archives that are refused whole ({@code security.md} 5.11). */
final class RefusedArchives {
    private RefusedArchives() {}

    /** What is wrong with it, and the status of the answer. */
    record Row(String what, byte[] zip, int status) {}

    static List<Row> all(String metaFormat) {
        String meta = metaFormat.formatted("22222222-2222-4222-8222-222222222222", "");
        String good = "shop/pens/.dm/evil/meta.content.json";
        byte[] one = Zips.of(good, meta);
        return List.of(
                new Row("no zip", "hello".getBytes(StandardCharsets.UTF_8), 400),
                new Row("half a zip", Arrays.copyOf(one, one.length / 2), 400),
                new Row("an absolute name", Zips.of(good, meta, "/etc/evil.json", "{}"), 400),
                new Row("a name that leads out", Zips.of(good, meta, "shop/../../evil.json", "{}"), 400),
                new Row("a name with a backslash", Zips.of(good, meta, "shop\\evil.json", "{}"), 400),
                new Row("a drive letter", Zips.of(good, meta, "C:/evil.json", "{}"), 400),
                new Row("a name with NUL", Zips.of(good, meta, "shop/pens/ev\0il.json", "{}"), 400),
                new Row("a name outside the alphabet", Zips.of(good, meta, "shop/pe ns/evil.json", "{}"), 400),
                new Row("a hidden file", Zips.of(good, meta, "shop/.dm/.staging/evil.json", "{}"), 400),
                new Row("an empty part of a name", Zips.of(good, meta, "shop//evil.json", "{}"), 400),
                new Row("names that differ by case", Zips.of(good, meta, good.replace("evil", "EVIL"), meta), 400),
                new Row("a symbolic link", Zips.patched(one, 0, 0xA1FF), 400),
                new Row("a device", Zips.patched(one, 0, 0x21B6), 400),
                new Row("an encrypted entry", Zips.patched(one, 1, 0x81A4), 400),
                new Row("a wrong checksum", Zips.lying(one, 16), 400),
                new Row("a wrong length", Zips.lying(one, 24), 400),
                new Row("a bomb", Zips.of(good, meta, "shop/pens/bomb.json", " ".repeat(3 << 20)), 400),
                new Row("too many bytes", Zips.of(good, meta, "shop/pens/a.txt", noise(5 << 20)), 413),
                new Row("too many entries", many(401), 413));
    }

    private static String noise(int length) {
        java.util.Random random = new java.util.Random(7);
        StringBuilder out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            out.append((char) (' ' + random.nextInt(90)));
        }
        return out.toString();
    }

    private static byte[] many(int count) {
        String[] out = new String[count * 2];
        for (int i = 0; i < count; i++) {
            out[2 * i] = "shop/pens/f" + i + ".json";
            out[2 * i + 1] = "{}";
        }
        return Zips.of(out);
    }
}
