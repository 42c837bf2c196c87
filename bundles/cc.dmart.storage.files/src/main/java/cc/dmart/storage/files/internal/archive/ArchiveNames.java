package cc.dmart.storage.files.internal.archive;

import cc.dmart.api.model.Names;
import cc.dmart.storage.files.internal.layout.FileNames;
import java.util.List;

/**
 * Which names of an archive count: those that the layout of a spaces folder gives ({@code storage.md} 1.2, 6). Some others are
 * ignored in such a folder too (1.1); an archive with any other is refused ({@code security.md} 5.11). Thread-safe.
 */
final class ArchiveNames {
    private static final int MAX = 1024;

    private ArchiveNames() {}

    /** Whether it leads out of where it stands, means something else elsewhere, or is none that a spaces folder may hold. */
    static boolean isRefused(String name) {
        return name.length() > MAX
                || name.chars().anyMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c))
                || parts(name.endsWith("/") ? name.substring(0, name.length() - 1) : name).stream()
                        .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."))
                || !(isFile(name) || isDirectory(name) || isIgnored(name));
    }

    /** What begins with a dot and is not below {@code .dm}: folders of tools, files of desktops. */
    private static boolean isIgnored(String name) {
        return parts(name).stream()
                .takeWhile(part -> !part.equals(FileNames.DM))
                .anyMatch(part -> part.startsWith("."));
    }

    /** Whether it is the name of a directory of a space, which ends in a slash. */
    private static boolean isDirectory(String name) {
        List<String> parts = name.endsWith("/") ? parts(name.substring(0, name.length() - 1)) : List.of();
        return isDirectories(parts) || isOfAttachments(parts);
    }

    /** Whether it is the name of a file of a space, or of a space's payload beside it. */
    static boolean isFile(String name) {
        List<String> parts = parts(name);
        if (parts.size() < 2) {
            return parts.size() == 1 && isPayload(name);
        }
        String file = parts.get(parts.size() - 1);
        List<String> directories = parts.subList(0, parts.size() - 1);
        if (file.equals(FileNames.HISTORY) && isOfAttachments(directories)) {
            return true;
        }
        int dm = directories.indexOf(FileNames.DM);
        return isDirectories(directories) && (dm < 0 ? isPayload(file) : isSideFile(file, directories.size() - dm));
    }

    /** Directories of the logs of attachments: {@code S/.dm/P/N} ({@code storage.md} 1.7). */
    private static boolean isOfAttachments(List<String> parts) {
        return parts.size() > 2
                && Names.isSpaceName(parts.get(0))
                && parts.get(1).equals(FileNames.DM)
                && parts.subList(2, parts.size()).stream().allMatch(Names::isSegment);
    }

    private static List<String> parts(String name) {
        return name.length() > MAX ? List.of() : List.of(name.split("/", -1));
    }

    private static boolean isDirectories(List<String> parts) {
        if (parts.isEmpty() || !Names.isSpaceName(parts.get(0))) {
            return false;
        }
        int dm = parts.indexOf(FileNames.DM);
        int folders = dm < 0 ? parts.size() : dm;
        for (String folder : parts.subList(1, folders)) {
            if (!Names.isSegment(folder)) {
                return false;
            }
        }
        List<String> side = dm < 0 ? List.of() : parts.subList(dm + 1, parts.size());
        return side.size() <= 2
                && (side.isEmpty() || Names.isShortname(side.get(0)))
                && (side.size() < 2 || FileNames.attachmentType(side.get(1)).isPresent());
    }

    /** A file below {@code .dm}: at its top, beside an entry, or beside an attachment. */
    private static boolean isSideFile(String file, int depth) {
        return FileNames.isMeta(file) ? isMeta(file) : isLog(file) || (depth == 3 && isPayload(file));
    }

    private static boolean isMeta(String file) {
        return Names.isShortname(FileNames.middle(file));
    }

    private static boolean isLog(String file) {
        return file.equals(FileNames.HISTORY) || isEvents(file);
    }

    private static boolean isEvents(String file) {
        return file.startsWith("events") && file.endsWith(".jsonl");
    }

    /** Whether it is the name of an activity log, or of an older part of one. */
    static boolean isActivity(String name) {
        List<String> parts = parts(name);
        return parts.size() == 3 && parts.get(1).equals(FileNames.DM) && isEvents(parts.get(2));
    }

    private static boolean isPayload(String file) {
        return FileNames.ownerOfPayload(file).isPresent();
    }
}
