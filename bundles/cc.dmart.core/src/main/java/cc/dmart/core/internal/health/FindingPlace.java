package cc.dmart.core.internal.health;

import java.util.Optional;

/**
 * Which entry a file belongs to, by its path in the spaces folder ({@code storage.md} 1.2). Thread-safe.
 *
 * @param folder    subpath of the entry, as a wire form; the root is {@code /}
 * @param shortname name of the entry, of the parent for a file of an attachment
 * @param type      wire name of its type; empty if the path does not tell
 */
record FindingPlace(String folder, String shortname, Optional<String> type) {
    private static final String DM = "/.dm/";
    private static final String METAS = "/.dm";
    private static final String META = "meta.";

    /** The place of a path that begins with the name of the space. */
    static FindingPlace of(String path) {
        int dm = path.indexOf(DM);
        if (path.endsWith(METAS)) {
            return of(path.substring(0, path.length() - METAS.length()));
        }
        if (dm < 0) {
            String name = last(path);
            int dot = name.indexOf('.');
            return new FindingPlace(inSpace(parent(path)), dot > 0 ? name.substring(0, dot) : name, Optional.empty());
        }
        String holder = path.substring(0, dm);
        String rest = path.substring(dm + DM.length());
        if (rest.startsWith(META)) {
            return new FindingPlace(inSpace(parent(holder)), last(holder), typeOf(rest));
        }
        int slash = rest.indexOf('/');
        String name = slash < 0 ? rest : rest.substring(0, slash);
        String file = slash < 0 ? "" : rest.substring(slash + 1);
        return new FindingPlace(inSpace(holder), name, file.contains("/") ? Optional.empty() : typeOf(file));
    }

    /** Whether a path is that of a file of an attachment. */
    static boolean isOfAttachment(String path) {
        int dm = path.indexOf(DM);
        String rest = dm < 0 ? "" : path.substring(dm + DM.length());
        return rest.indexOf('/') != rest.lastIndexOf('/');
    }

    /** The directory of a folder or space by the path of itself or of its meta. */
    static String directory(String path) {
        int dm = path.indexOf(METAS);
        return dm < 0 ? path : path.substring(0, dm);
    }

    /** The subpath of what lies in this folder. */
    String inside() {
        return folder.equals("/") ? shortname : folder + "/" + shortname;
    }

    private static Optional<String> typeOf(String file) {
        int end = file.lastIndexOf('.');
        return file.startsWith(META) && end > META.length()
                ? Optional.of(file.substring(META.length(), end))
                : Optional.empty();
    }

    /** A path without the space in front of it. */
    private static String inSpace(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? "/" : path.substring(slash + 1);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
