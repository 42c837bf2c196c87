package cc.dmart.storage.files.internal.layout;

import cc.dmart.api.model.ContentType;
import cc.dmart.api.model.Names;
import cc.dmart.api.model.ResourceType;
import java.util.Optional;

/** Names of files and directories inside a space and what they mean ({@code storage.md} 1.2, 1.3). Thread-safe. */
public final class FileNames {
    /** Directory of metas inside every folder. */
    public static final String DM = ".dm";

    /** Change log. */
    public static final String HISTORY = "history.jsonl";

    /** Directory of uploads that are not committed yet, inside the {@link #DM} of a space. */
    public static final String STAGING = ".staging";

    /** Activity log of a space. */
    public static final String EVENTS = "events.jsonl";

    private static final String META = "meta.";
    private static final String ATTACHMENTS = "attachments.";
    private static final String LEGACY_DATA_ASSET = "dataasset";
    private static final String JSON = ".json";
    private static final String TEMPORARY = ".tmp";
    private static final String TRASH = ".trash-";
    private static final int MAX_EXTENSION = 16;

    private FileNames() {}

    /** Meta file of an entry of a type. */
    public static String meta(ResourceType type) {
        return META + type.wire() + JSON;
    }

    /** Meta file of an attachment. */
    public static String attachmentMeta(String shortname) {
        return META + shortname + JSON;
    }

    /** Directory of attachments of a type, as written. */
    public static String attachments(ResourceType type) {
        return ATTACHMENTS + type.wire();
    }

    /** Whether this may be a meta file. */
    public static boolean isMeta(String fileName) {
        return fileName.startsWith(META)
                && fileName.endsWith(JSON)
                && fileName.length() > META.length() + JSON.length();
    }

    /** The middle of a meta file's name: type of an entry, shortname of an attachment. */
    public static String middle(String metaName) {
        return metaName.substring(META.length(), metaName.length() - JSON.length());
    }

    /** Type of the entry whose meta file this is; empty if it is none or the type is unknown. */
    public static Optional<ResourceType> entryType(String fileName) {
        return isMeta(fileName) ? ResourceType.of(middle(fileName)).filter(ResourceType::isEntry) : Optional.empty();
    }

    /** Type of the attachments in a directory, a legacy infix tolerated; empty if it is no such directory. */
    public static Optional<ResourceType> attachmentType(String directoryName) {
        if (!directoryName.startsWith(ATTACHMENTS)) {
            return Optional.empty();
        }
        String last = directoryName.substring(directoryName.lastIndexOf('.') + 1);
        return last.equals(LEGACY_DATA_ASSET)
                ? Optional.of(ResourceType.DATA_ASSET)
                : ResourceType.of(last).filter(ResourceType::isAttachment);
    }

    /** Whether a text is the bare name of a payload file of an entry: its shortname, a dot, letters and digits. */
    public static boolean isPayloadOf(String text, String shortname) {
        int dot = shortname.length();
        return text.length() > dot + 1
                && text.length() <= dot + 1 + MAX_EXTENSION
                && text.charAt(dot) == '.'
                && text.startsWith(shortname)
                && isExtension(text, dot + 1);
    }

    /** Shortname of the entry to which a payload file of this name belongs; empty if no entry can have it. */
    public static Optional<String> ownerOfPayload(String fileName) {
        int dot = fileName.indexOf('.');
        return dot > 0 && isExtension(fileName, dot + 1) && Names.isShortname(fileName.substring(0, dot))
                ? Optional.of(fileName.substring(0, dot))
                : Optional.empty();
    }

    private static boolean isExtension(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) {
                return false;
            }
        }
        return from < text.length();
    }

    /** JSON payload file of an entry. */
    public static String jsonPayload(String shortname) {
        return shortname + '.' + ContentType.JSON.wire();
    }

    /** Payload file of a log entry ({@code storage.md} 1.10). */
    public static String logPayload(String shortname) {
        return shortname + '.' + ContentType.JSONL.wire();
    }

    /** Name beside a file under which its replacement is written; matches no pattern of readers. */
    public static String temporary(String fileName) {
        return '.' + fileName + TEMPORARY;
    }

    /** Name under which a tree is removed; matches no pattern of readers. */
    public static String trash(long seq, int step) {
        return TRASH + seq + "-" + step;
    }

    /** Whether this is a name of {@link #trash}. */
    public static boolean isTrash(String name) {
        return name.startsWith(TRASH)
                && name.chars().skip(TRASH.length()).allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    }

    /** Whether this is a name that only a change under way has: {@link #temporary} or {@link #trash}. */
    public static boolean isLeftover(String name) {
        return name.startsWith(".") && (name.endsWith(TEMPORARY) || name.startsWith(TRASH));
    }

    /** Older part of the activity log, counted from 1. */
    public static String events(int part) {
        return "events." + part + ".jsonl";
    }
}
