package cc.dmart.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The checked settings of one start: {@code conf/dmart.properties}, overridden by {@code DMART_*} variables, completed
 * with defaults ({@code design.md} 6, 6.1). Immutable once made.
 */
final class Settings {
    /** Who answers what the settings are. */
    private static final String CORE = "cc.dmart.core";

    /** Variables of the start script, which are no settings. */
    private static final Set<String> SCRIPT_VARIABLES = Set.of("DMART_JAVA_OPTS", "DMART_HOME");

    private final SettingsTable table;
    private final Path home;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    private Settings(SettingsTable table, Path home) {
        this.table = table;
        this.home = home;
    }

    /** Reads and checks everything. @throws SettingsException naming the key or variable that is wrong */
    static Settings load(SettingsTable table, Path home, Map<String, String> environment) {
        Settings settings = new Settings(table, home);
        Path file = home.resolve("conf/dmart.properties");
        Properties written = read(file);
        settings.warnAboutReaders(file, written);
        for (String key : written.stringPropertyNames()) {
            if (table.find(key).isEmpty()) {
                throw new SettingsException(file + ": '" + key + "' is not a setting");
            }
        }
        for (String name : new TreeMap<>(environment).keySet()) {
            if (name.startsWith("DMART_") && !SCRIPT_VARIABLES.contains(name) && !settings.isVariable(name)) {
                settings.warnings.add("environment variable " + name + " is not a setting and is not read");
            }
        }
        for (Setting row : table.rows()) {
            settings.values.put(row.key(), settings.value(row, file, written, environment));
        }
        settings.values.put("app_env", EnvironmentName.resolve(settings));
        SettingRules.check(settings);
        settings.warnAboutPlainHttp();
        return settings;
    }

    /** A file that holds secrets is for its owner and group ({@code security.md} B7). */
    private void warnAboutReaders(Path file, Properties written) {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        boolean secret = table.rows().stream()
                .filter(row -> row.type() == SettingType.SECRET)
                .anyMatch(row -> !written.getProperty(row.key(), "").isBlank());
        if (view == null || !secret) {
            return;
        }
        try {
            Set<PosixFilePermission> mode = view.readAttributes().permissions();
            if (!PosixFilePermissions.fromString("rw-r-----").containsAll(mode)) {
                warnings.add(file + " has the mode " + PosixFilePermissions.toString(mode)
                        + ": others could read secrets in it; rw-r----- is enough");
            }
        } catch (IOException e) {
            throw new SettingsException(file + " cannot be read: " + e.getMessage());
        }
    }

    /** Plain HTTP is answered to this machine and to trusted proxies only ({@code security.md} M7). */
    private void warnAboutPlainHttp() {
        boolean plain = !EnvironmentName.isLoopback(text("host")) && !Tls.isOn(this);
        boolean allowed = value("plain_http_anywhere").equals(true);
        if (plain && allowed) {
            warnings.add("plain_http_anywhere: passwords and tokens of other machines can be read on their way");
        } else if (plain && value("trusted_proxies").equals(List.of())) {
            warnings.add(
                    "host: plain HTTP is answered to this machine only; for others set tls_certificate or tls_keystore,"
                            + " trusted_proxies, or plain_http_anywhere");
        }
    }

    /** A file that is there and cannot be looked at, as in a folder of another account, is not taken for one that is missing. */
    private static Properties read(Path file) {
        Properties written = new Properties();
        if (Files.notExists(file)) {
            return written;
        }
        try (Reader in = Files.newBufferedReader(file)) {
            written.load(in);
            return written;
        } catch (CharacterCodingException e) {
            throw new SettingsException(file + " cannot be read: it is not UTF-8");
        } catch (IOException e) {
            throw new SettingsException(file + " cannot be read: " + Folders.reason(e));
        } catch (IllegalArgumentException e) {
            throw new SettingsException(file + " cannot be read: " + e.getMessage());
        }
    }

    private boolean isVariable(String name) {
        return table.rows().stream().anyMatch(row -> row.variable().equals(name));
    }

    private Object value(Setting row, Path file, Properties written, Map<String, String> environment) {
        String variable = environment.get(row.variable());
        String line = written.getProperty(row.key());
        Object value;
        if (variable != null && !variable.isBlank()) {
            value = row.parse(variable.strip(), row.variable());
        } else if (line != null) {
            value = row.parse(line.strip(), file + ": " + row.key());
        } else {
            value = row.parse(expand(row.defaultText()), "settings.tsv: " + row.key());
        }
        return row.type() == SettingType.PATH ? absolute(expand((String) value)) : value;
    }

    private String absolute(String path) {
        return path.isEmpty() ? "" : home.resolve(path).normalize().toString();
    }

    private String expand(String text) {
        Object data = values.get("data");
        String expanded = text.replace("{home}", home.toString());
        return data == null ? expanded : expanded.replace("{data}", data.toString());
    }

    /** Replaces the port 0 by the one that was taken for it. */
    Settings withPort(int port) {
        Settings copy = new Settings(table, home);
        copy.values.putAll(values);
        copy.values.put("port", port);
        copy.warnings.addAll(warnings);
        return copy;
    }

    String text(String key) {
        return value(key).toString();
    }

    /** The texts of a list. */
    List<String> texts(String key) {
        return ((List<?>) value(key)).stream().map(String::valueOf).toList();
    }

    int number(String key) {
        return ((Number) value(key)).intValue();
    }

    Path path(String key) {
        return Path.of(text(key));
    }

    private Object value(String key) {
        @Nullable Object value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no setting " + key);
        }
        return value;
    }

    /** Lines for the operator about things that were not read. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** The values by receiving PID, and for the core all of them as JSON; the launcher's own are left out. */
    Map<String, Map<String, Object>> byPid() {
        Map<String, Map<String, Object>> byPid = new TreeMap<>();
        for (Setting row : table.rows()) {
            for (String pid : row.pids()) {
                if (!pid.equals("launcher")) {
                    byPid.computeIfAbsent(pid, p -> new TreeMap<>()).put(row.key(), value(row.key()));
                }
            }
        }
        byPid.computeIfAbsent(CORE, p -> new TreeMap<>()).put("settings_json", json());
        return byPid;
    }

    private String json() {
        Map<Setting, Object> all = new LinkedHashMap<>();
        table.rows().forEach(row -> all.put(row, value(row.key())));
        return PublicSettings.json(all);
    }
}
