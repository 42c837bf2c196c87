package cc.dmart.core.internal.search;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A search text with placeholders {@code $name}, as saved queries hold it ({@code query.md} 4.4). A value takes the place of its
 * placeholder as plain characters: it can neither end a term nor begin another one. A term whose placeholder has no value is
 * left out, which does not restrict. Not thread-safe; one per text.
 */
public final class SearchTemplate {
    private static final java.util.regex.Pattern BOUND = java.util.regex.Pattern.compile("[+-]?[0-9][0-9:.T+-]*Z?");
    private static final String SPECIAL = "|()\"*\\{}[]@-!<>:$";

    private final String text;
    private final Map<String, List<String>> values;
    private final boolean raw;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private SearchTemplate(String text, Map<String, List<String>> values, boolean raw) {
        this.text = text;
        this.values = values;
        this.raw = raw;
    }

    /**
     * The search with values in the place of placeholders.
     *
     * @param values by name; several are alternatives, which only the value of a field clause may have; none = no value
     * @param raw    whether values are taken as search text of their own, which lets whoever gives them write any search
     * @throws DmartException.Invalid {@code E(400,request,402)} if a value does not fit its place
     */
    public static String bind(String template, Map<String, List<String>> values, boolean raw) {
        SearchTemplate one = new SearchTemplate(template, values, raw);
        while (!one.atEnd()) {
            one.item();
        }
        return one.out.toString();
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
    }

    private void item() {
        char c = peek(0);
        int sign = c == '-' && (peek(1) == '@' || peek(1) == '"') ? 1 : 0;
        if (peek(sign) == '@') {
            clause(sign);
        } else if (peek(sign) == '"') {
            at += sign + 1;
            Optional<String> phrase = term(Place.QUOTED);
            phrase.ifPresent(p -> out.append(sign > 0 ? "-\"" : "\"").append(p));
        } else if (SearchScanner.isBlank(c) || c == '|' || c == '(' || c == ')') {
            out.append(c);
            at++;
        } else if (!raw && c == '-' && peek(1) == '$' && isNameChar(peek(2))) {
            at++;
            // before an escape the minus would be a plain character, so the word stands in parentheses
            term(Place.WORD).ifPresent(word -> out.append("-(").append(word).append(')'));
        } else {
            term(Place.WORD).ifPresent(out::append);
        }
    }

    /** {@code @field:value}; nothing of it stays if a part that must be there has no value. */
    private void clause(int sign) {
        int start = at;
        at += sign + 1;
        Optional<String> names = term(Place.FIELD);
        if (atEnd() || text.charAt(at) != ':') {
            names.ifPresent(n -> out.append(text, start, start + sign + 1).append(n));
            return;
        }
        at++;
        String operator = operator();
        char open = peek(0);
        String close = open == '[' ? "]" : open == '{' ? "}" : open == '(' ? ")" : "";
        Optional<String> value;
        if (close.isEmpty()) {
            value = alternatives();
        } else {
            at++;
            value = open == '[' ? term(Place.RANGE) : open == '{' ? list(Place.SET) : list(Place.GROUP);
            value = value.map(v -> open + v + close);
            at += atEnd() ? 0 : 1;
        }
        if (names.isPresent() && value.isPresent()) {
            out.append(text, start, start + sign + 1).append(names.get()).append(':');
            out.append(operator).append(value.get());
        }
    }

    private String operator() {
        int start = at;
        while (peek(0) == '!' || peek(0) == '>' || peek(0) == '<' || (at > start && peek(0) == '=')) {
            at++;
        }
        return text.substring(start, at);
    }

    /** {@code a|"b c"|d} without blanks. */
    private Optional<String> alternatives() {
        List<String> kept = new ArrayList<>();
        boolean more = true;
        while (more) {
            if (peek(0) == '"') {
                at++;
                term(Place.QUOTED).ifPresent(p -> kept.add('"' + p));
            } else {
                term(Place.VALUE).ifPresent(kept::add);
            }
            more = peek(0) == '|' && peek(1) != 0 && !SearchScanner.isBlank(peek(1)) && peek(1) != ')';
            at += more ? 1 : 0;
        }
        return joined(kept);
    }

    /** The inside of braces or parentheses: alternatives, each left out if it has no value. */
    private Optional<String> list(Place place) {
        List<String> kept = new ArrayList<>();
        boolean more = true;
        while (more) {
            term(place).ifPresent(kept::add);
            more = peek(0) == '|';
            at += more ? 1 : 0;
        }
        return joined(kept);
    }

    private static Optional<String> joined(List<String> kept) {
        return kept.isEmpty() ? Optional.empty() : Optional.of(String.join("|", kept));
    }

    /** Where in the grammar a term stands. */
    private enum Place {
        WORD,
        QUOTED,
        FIELD,
        VALUE,
        SET,
        GROUP,
        RANGE;

        boolean endsAt(char c) {
            return switch (this) {
                case WORD, VALUE -> c == '|' || c == '(' || c == ')' || SearchScanner.isBlank(c);
                case QUOTED -> c == '"';
                case FIELD -> c == ':' || c == '(' || c == ')' || c == '"' || SearchScanner.isBlank(c);
                case SET -> c == '|' || c == '}';
                case GROUP -> c == '|' || c == ')';
                case RANGE -> c == ']';
            };
        }

        boolean admitsSeveral() {
            return this == VALUE || this == SET || this == GROUP;
        }
    }

    /** Text up to the end of its place, values bound; empty if a placeholder in it has none. A closing quote is taken too. */
    private Optional<String> term(Place place) {
        StringBuilder term = new StringBuilder();
        boolean bound = true;
        while (!atEnd() && !place.endsAt(text.charAt(at))) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                term.append(c).append(text.charAt(at + 1));
                at += 2;
            } else if (c == '$' && isNameChar(peek(1))) {
                List<String> given = values.getOrDefault(name(), List.of());
                bound &= !given.isEmpty();
                term.append(written(given, place));
            } else {
                term.append(c);
                at++;
            }
        }
        if (place == Place.QUOTED) {
            term.append('"');
            at += atEnd() ? 0 : 1;
        }
        return bound ? Optional.of(term.toString()) : Optional.empty();
    }

    private String name() {
        int start = ++at;
        while (isNameChar(peek(0))) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isNameChar(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    private String written(List<String> given, Place place) {
        if (raw) {
            return String.join("|", given);
        }
        if (given.size() > 1 && !place.admitsSeveral()) {
            throw unfit("A list is only possible as the value of a field");
        }
        StringBuilder all = new StringBuilder();
        for (String one : given) {
            all.append(all.isEmpty() ? "" : "|");
            switch (place) {
                case RANGE -> all.append(bound(one));
                case FIELD -> all.append(fieldName(one));
                default -> escape(one, all);
            }
        }
        return all.toString();
    }

    private static String bound(String value) {
        boolean open = value.equals("inf") || value.equals("+inf") || value.equals("-inf");
        if (!open && !BOUND.matcher(value).matches()) {
            throw unfit("A bound is a number or a date");
        }
        return value;
    }

    private static String fieldName(String value) {
        if (value.isEmpty() || !value.chars().allMatch(c -> isNameChar((char) c) || c == '.' || c == '-')) {
            throw unfit("A field name has letters, digits, _, . and -");
        }
        return value;
    }

    /** Every character that could mean something, and the first one, which could begin a word of the language. */
    private static void escape(String value, StringBuilder to) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (i == 0 || SPECIAL.indexOf(c) >= 0 || SearchScanner.isBlank(c)) {
                to.append('\\');
            }
            to.append(c);
        }
    }

    private static DmartException unfit(String message) {
        return DmartException.Invalid.request(ErrorCode.INVALID_DATA, message);
    }
}
