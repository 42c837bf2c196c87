package cc.dmart.core.internal.operate;

import cc.dmart.api.model.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.jar.Manifest;

/**
 * Version and origin of the running build, as far as the jar knows them.
 *
 * @param version version of this bundle; empty outside a bundle
 * @param git     those of {@code commit_hash}, {@code date}, {@code branch}, {@code tag} that are known
 */
record BuildFacts(String version, JsonObject git) {
    private static final List<String> GIT = List.of("commit_hash", "date", "branch", "tag");

    static BuildFacts load() {
        return new BuildFacts(manifestVersion(), gitFacts());
    }

    private static String manifestVersion() {
        try (InputStream in = BuildFacts.class.getResourceAsStream("/META-INF/MANIFEST.MF")) {
            String found =
                    in == null ? null : new Manifest(in).getMainAttributes().getValue("Bundle-Version");
            return found == null ? "" : found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonObject gitFacts() {
        try (InputStream in = BuildFacts.class.getResourceAsStream("/git.properties")) {
            Properties known = new Properties();
            if (in != null) {
                known.load(in);
            }
            JsonObject.Builder out = JsonObject.builder();
            for (String name : GIT) {
                String value = known.getProperty(name, "");
                if (!value.isEmpty()) {
                    out.put(name, value);
                }
            }
            return out.build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
