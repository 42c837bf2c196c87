package cc.dmart.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** All settings of the product, in the order of {@code settings.tsv}. Immutable. */
final class SettingsTable {
    private final Map<String, Setting> rows = new LinkedHashMap<>();

    private SettingsTable() {}

    /** The table inside this jar. @throws IllegalArgumentException if a row is wrong or a key stands twice */
    static SettingsTable load() {
        SettingsTable table = new SettingsTable();
        try (InputStream in = SettingsTable.class.getResourceAsStream("settings.tsv")) {
            if (in == null) {
                throw new IllegalStateException("settings.tsv is missing in the launcher");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    table.add(Setting.of(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }

    private void add(Setting row) {
        if (rows.put(row.key(), row) != null) {
            throw new IllegalArgumentException("settings.tsv names " + row.key() + " twice");
        }
    }

    Collection<Setting> rows() {
        return rows.values();
    }

    Optional<Setting> find(String key) {
        return Optional.ofNullable(rows.get(key));
    }
}
