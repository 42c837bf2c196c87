package cc.dmart.auth.internal.message;

import cc.dmart.api.model.Language;
import cc.dmart.api.model.User;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The texts of messages in English, Arabic and Kurdish, from resources of this bundle; other languages are served in English.
 * The operator's own texts go before them, key by key. Thread-safe.
 */
final class Words {
    private static final String ENGLISH = "en";
    private static final String ARABIC = "ar";
    private static final String KURDISH = "ku";

    private final Properties english;
    private final Map<String, Properties> byLanguage;

    /**
     * The texts.
     *
     * @param own folder with files {@code messages_<language>.properties} in UTF-8; empty = none
     * @throws IllegalArgumentException if it is set and no folder, or a file cannot be read
     */
    Words(String own) {
        if (!own.isEmpty() && !Files.isDirectory(Path.of(own))) {
            throw new IllegalArgumentException("message_templates: " + own + " is no folder");
        }
        english = load(ENGLISH, own);
        byLanguage = Map.of(ARABIC, load(ARABIC, own), KURDISH, load(KURDISH, own));
    }

    /** A message. */
    record Wording(String title, String text, Optional<String> html) {}

    private static Properties load(String language, String own) {
        Properties out = new Properties();
        String name = "messages_" + language + ".properties";
        try (InputStream in = Words.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the messages are missing from the bundle");
            }
            Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
            out.load(reader);
            overlay(out, Path.of(own, name));
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void overlay(Properties out, Path file) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            out.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("message_templates: " + file + " cannot be read", e);
        }
    }

    /**
     * The language of a message: what the request asks for, else that of the account, else Arabic.
     *
     * @param header {@code skel-accept-language} or {@code Accept-Language}
     */
    static String language(String header, Optional<User> user) {
        String asked = header.strip().toLowerCase(Locale.ROOT);
        if (asked.startsWith(ENGLISH)) {
            return ENGLISH;
        }
        if (asked.startsWith(KURDISH) || asked.startsWith("ckb")) {
            return KURDISH;
        }
        if (asked.startsWith(ARABIC) || user.isEmpty()) {
            return ARABIC;
        }
        return of(user.get().language());
    }

    private static String of(Language language) {
        return switch (language) {
            case ARABIC -> ARABIC;
            case KURDISH -> KURDISH;
            default -> ENGLISH;
        };
    }

    /**
     * A message with its places filled in.
     *
     * @param name   beginning of the keys
     * @param link   an address that HTML shows as a link; may be empty
     * @param values what replaces <code>{name}</code> in the text
     */
    Wording of(String name, String language, String link, Map<String, String> values) {
        Properties words = Optional.ofNullable(byLanguage.get(language)).orElse(english);
        String title = words.getProperty(name + ".title", "");
        String text = words.getProperty(name + ".text", "");
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        String direction = language.equals(ENGLISH) ? "ltr" : "rtl";
        String body = escape(text);
        String shown = escape(link);
        if (!link.isEmpty()) {
            body = body.replace(shown, "<a href=\"" + shown + "\">" + shown + "</a>");
        }
        String html = "<html><body dir=\"" + direction + "\"><p>" + body.replace("\n", "<br>") + "</p></body></html>";
        return new Wording(title, text, Optional.of(html));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
