package cc.dmart.core.internal.health;

import cc.dmart.api.model.JsonArray;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.storage.ScanVisitor;
import cc.dmart.api.storage.StorageFinding;
import cc.dmart.api.storage.StorageFinding.Kind;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.health.Issue.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a check found, in the forms of {@code http-api.md} 4.15 and {@code storage.md} 5.4. Thread-safe, guarded by itself. */
final class HealthReport {
    /** Invalid entries that are described per folder; more are only counted. */
    static final int DESCRIBED = 100;

    private static final int SAMPLES = 10;

    private final String space;
    private final Map<String, Folder> folders = new TreeMap<>();
    private final Map<String, Check> checks = new TreeMap<>();
    private final Set<String> invalidFolders = new TreeSet<>();
    /** Entries that attachments make invalid, by the subpath below them: the name alone may be that of a folder too. */
    private final Set<String> brokenAttachments = new HashSet<>();
    /** Directories whose entry counts as valid, which they may turn out not to be when they are walked. */
    private final Set<String> validDirectories = new HashSet<>();

    private long issues;

    private static final class Folder {
        private long valid;
        private final Set<String> invalid = new HashSet<>();
        private final Map<String, Invalid> described = new LinkedHashMap<>();
    }

    private static final class Check {
        private long count;
        private final List<JsonValue> samples = new ArrayList<>();
    }

    private record Invalid(String uuid, String shortname, String type, Set<String> parts, List<String> texts) {
        /** The same with what is known now that the entry was read. */
        Invalid of(String itsUuid, String itsType) {
            return uuid.isEmpty() ? new Invalid(itsUuid, shortname, itsType, parts, texts) : this;
        }

        JsonObject json() {
            return JsonObject.builder()
                    .put("issues", JsonArray.ofStrings(List.copyOf(parts)))
                    .put("uuid", uuid)
                    .put("shortname", shortname)
                    .put("resource_type", type)
                    .put("exception", String.join("; ", texts))
                    .build();
        }
    }

    HealthReport(String space) {
        this.space = space;
    }

    /** An entry that could be read, with what is wrong with it and its attachments. */
    synchronized void entry(StoredEntry entry, List<Issue> found) {
        FindingPlace place = new FindingPlace(
                entry.at().subpath().wire(),
                entry.at().shortname().value(),
                Optional.of(entry.at().type().wire()));
        Folder folder = folder(place);
        if (isValid(entry, found, place)) {
            folder.valid++;
            if (isDirectory(entry.at().type())) {
                validDirectories.add(directory(entry.at()));
            }
        } else {
            folder.described.computeIfPresent(
                    place.shortname(),
                    (name, known) ->
                            known.of(entry.entry().uuid(), entry.at().type().wire()));
        }
        String path = space + ":" + entry.at().inside().slashed();
        for (Issue issue : found) {
            tell(issue, path);
            mark(place, entry.entry().uuid(), issue);
            if (entry.at().type() == ResourceType.FOLDER && issue.part() != Part.NONE) {
                invalidFolders.add(place.inside());
            }
        }
    }

    /**
     * Whether nothing makes it invalid: the store has told what it found in its files before. A folder may share its name with an
     * entry, which makes the entry invalid.
     */
    private boolean isValid(StoredEntry entry, List<Issue> found, FindingPlace place) {
        boolean known = entry.at().type() == ResourceType.FOLDER
                ? invalidFolders.contains(place.inside()) || brokenAttachments.contains(place.inside())
                : folder(place).invalid.contains(place.shortname());
        return !known && found.stream().allMatch(issue -> issue.part() == Part.NONE);
    }

    private static boolean isDirectory(ResourceType type) {
        return type == ResourceType.FOLDER || type == ResourceType.SPACE;
    }

    private static String directory(Locator at) {
        return at.space() + (at.inside().isRoot() ? "" : at.inside().slashed());
    }

    /** Something that the store found; {@link ScanVisitor#finding} says what of it comes before {@link #entry}. */
    synchronized void finding(StorageFinding finding) {
        Issue issue = Issue.of(finding);
        tell(issue, finding.path());
        FindingPlace place = FindingPlace.of(finding.path());
        boolean ofFolder = place.type().equals(Optional.of("folder")) || isUnreadableFolder(finding);
        if (finding.kind() == Kind.MISSING_FOLDER_META) {
            invalidFolders.add("/" + finding.path() + "/.dm/meta.folder.json");
        } else if (ofFolder && issue.part() != Part.NONE) {
            invalidFolders.add(place.inside());
            if (validDirectories.remove(FindingPlace.directory(finding.path()))) {
                folder(place).valid--;
            }
        } else {
            if (issue.part() != Part.NONE && FindingPlace.isOfAttachment(finding.path())) {
                brokenAttachments.add(place.inside());
            }
            mark(place, "", issue);
        }
    }

    /** A directory as such, not something in it. */
    private static boolean isUnreadableFolder(StorageFinding finding) {
        return finding.kind() == Kind.UNREADABLE && !finding.path().contains("/.dm/");
    }

    private void tell(Issue issue, String path) {
        issues++;
        Check check = checks.computeIfAbsent(issue.check(), name -> new Check());
        check.count++;
        if (check.samples.size() < SAMPLES) {
            check.samples.add(new JsonString(path + ": " + issue.text()));
        }
    }

    private Folder folder(FindingPlace place) {
        return folders.computeIfAbsent(place.folder(), name -> new Folder());
    }

    private void mark(FindingPlace place, String uuid, Issue issue) {
        if (issue.part() == Part.NONE) {
            return;
        }
        Folder folder = folder(place);
        folder.invalid.add(place.shortname());
        Invalid known = folder.described.get(place.shortname());
        if (known == null) {
            if (folder.described.size() == DESCRIBED) {
                return;
            }
            known = new Invalid(uuid, place.shortname(), place.type().orElse(""), new TreeSet<>(), new ArrayList<>());
        } else {
            known = known.of(uuid, place.type().orElse(known.type()));
        }
        known.parts().add(issue.part().name().toLowerCase(Locale.ROOT));
        known.texts().add(issue.text());
        folder.described.put(place.shortname(), known);
    }

    /** The body that is kept ({@code storage.md} 5.4). */
    synchronized JsonObject stored() {
        JsonObject.Builder reports = JsonObject.builder();
        folders.forEach((name, folder) -> reports.put(
                name,
                JsonObject.builder()
                        .put("valid_entries", folder.valid)
                        .put(
                                "invalid_entries",
                                new JsonArray(folder.described.values().stream()
                                        .<JsonValue>map(Invalid::json)
                                        .toList()))
                        .build()));
        return JsonObject.builder()
                .put("invalid_folders", JsonArray.ofStrings(List.copyOf(invalidFolders)))
                .put("folders_report", reports.build())
                .build();
    }

    /** The attributes of the reply. */
    synchronized JsonObject reply(String healthType) {
        List<JsonValue> list = new ArrayList<>();
        checks.forEach((name, check) -> list.add(JsonObject.builder()
                .put("name", name)
                .put("count", check.count)
                .put("samples", new JsonArray(check.samples))
                .build()));
        JsonObject.Builder out = JsonObject.builder()
                .put("space_name", space)
                .put("health_type", healthType)
                .put("total_issues", issues)
                .put("checks", new JsonArray(list));
        stored().members().forEach(out::put);
        return out.build();
    }
}
