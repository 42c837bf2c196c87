package cc.dmart.deploy.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a bundle does not start, in one sentence that an operator understands. Thread-safe. */
final class Reasons {
    private static final Pattern PACKAGE =
            Pattern.compile("osgi\\.wiring\\.package=([\\w.]+)\\)(?:\\(version>=([\\w.]+)\\))?");
    private static final Pattern JAVA = Pattern.compile("osgi\\.ee=JavaSE\\)\\(version=([\\d.]+)\\)");
    private static final Pattern BUNDLE = Pattern.compile("osgi\\.wiring\\.bundle=([\\w.-]+)\\)");
    private static final int LONGEST = 300;

    private Reasons() {}

    /** The sentence, without a name in front. */
    static String of(Throwable thrown) {
        String text = String.valueOf(thrown.getMessage());
        return javaOf(text).or(() -> packageOf(text)).or(() -> bundleOf(text)).orElseGet(() -> cause(thrown));
    }

    private static Optional<String> javaOf(String text) {
        Matcher java = JAVA.matcher(text);
        return java.find() ? Optional.of("it needs Java " + java.group(1)) : Optional.empty();
    }

    private static Optional<String> packageOf(String text) {
        Matcher found = PACKAGE.matcher(text);
        String last = "";
        while (found.find()) { // the last requirement named is the one that is missing at the end of a chain
            String version = found.group(2) == null ? "" : " from version " + found.group(2) + " on";
            last = "it needs the package " + found.group(1) + version + ", which nobody here exports";
        }
        return last.isEmpty() ? Optional.empty() : Optional.of(last);
    }

    private static Optional<String> bundleOf(String text) {
        Matcher bundle = BUNDLE.matcher(text);
        return bundle.find() ? Optional.of("it needs the bundle " + bundle.group(1)) : Optional.empty();
    }

    private static String cause(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String text = root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getClass().getSimpleName() + ": " + root.getMessage();
        return firstLine(text);
    }

    /** The first line of a text, not too long. */
    static String firstLine(String text) {
        String line = text.lines()
                .map(String::trim)
                .filter(l -> !l.isEmpty())
                .findFirst()
                .orElse("unknown");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
