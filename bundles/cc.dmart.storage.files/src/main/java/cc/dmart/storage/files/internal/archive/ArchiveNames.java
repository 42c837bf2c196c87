package cc.dmart.storage.files.internal.archive;

import cc.dmart.api.model.Names;
import cc.dmart.storage.files.internal.layout.FileNames;
import java.util.List;

/** Which names an archive may hold: those that the layout of a spaces folder gives ({@code storage.md} 1.2, 6). Thread-safe. */
final class ArchiveNames {
    private static final int MAX = 1024;

    private ArchiveNames() {}

    /** Whether it is the name of a file of a space. */
    static boolean isFile(String name) {
        List<String> parts = parts(name);
        if (parts.size() < 2) {
            return false;
        }
        String file = parts.get(parts.size() - 1);
        List<String> directories = parts.subList(0, parts.size() - 1);
        if (file.equals(FileNames.HISTORY) && isOfAttachments(directories)) {
            return true;
        }
        int dm = directories.indexOf(FileNames.DM);
        return isDirectories(directories) && (dm < 0 ? isPayload(file) : isSideFile(file, directories.size() - dm));
    }

    /** Whether it is the name of a directory of a space, which ends in a slash. */
    static boolean isDirectory(String name) {
        List<String> parts = name.endsWith("/") ? parts(name.substring(0, name.length() - 1)) : List.of();
        return isDirectories(parts) || isOfAttachments(parts);
    }

    /** Directories of the logs of attachments: {@code S/.dm/P/N} ({@code storage.md} 1.7). */
    private static boolean isOfAttachments(List<String> parts) {
        return parts.size() > 2
                && Names.isSpaceName(parts.get(0))
                && parts.get(1).equals(FileNames.DM)
                && parts.subList(2, parts.size()).stream().allMatch(Names::isShortname);
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
            if (!Names.isShortname(folder)) {
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
        return file.equals(FileNames.HISTORY) || (file.startsWith("events") && file.endsWith(".jsonl"));
    }

    private static boolean isPayload(String file) {
        return FileNames.ownerOfPayload(file).isPresent();
    }
}
