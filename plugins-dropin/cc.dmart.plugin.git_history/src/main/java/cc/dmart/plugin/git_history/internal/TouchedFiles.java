package cc.dmart.plugin.git_history.internal;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.EntryEvent;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which files an event is about, by the layout of a spaces folder: {@code <subpath>/.dm/<shortname>/meta.<type>.json} and
 * {@code history.jsonl} with the payload {@code <subpath>/<shortname>.*}; {@code <folder>/.dm/meta.folder.json};
 * {@code attachments.<type>/meta.<shortname>.json}. No folder is listed. Thread-safe.
 */
final class TouchedFiles {
    private static final String DM = "/.dm/";
    private static final String HISTORY = "history.jsonl";

    private final Path spaces;

    TouchedFiles(Path spaces) {
        this.spaces = spaces;
    }

    /** Adds the files of an event to places. */
    void collect(EntryEvent event, Places places) {
        Optional<ResourceType> type = event.resourceType();
        Optional<String> name = event.shortname();
        if (type.isEmpty() || name.isEmpty()) {
            return;
        }
        boolean changed = event.action() != ActionType.CREATE
                && event.action() != ActionType.DELETE
                && event.action() != ActionType.MOVE;
        entry(event.spaceName(), event.subpath(), name.get(), type.get(), changed, places);
        JsonObject attributes = event.attributes();
        if (event.action() == ActionType.MOVE) {
            attributes
                    .string("src_shortname")
                    .ifPresent(old -> entry(
                            attributes.string("src_space_name").orElse(event.spaceName()),
                            attributes.string("src_subpath").orElse("/"),
                            old,
                            type.get(),
                            false,
                            places));
        }
    }

    private void entry(String space, String subpath, String name, ResourceType type, boolean changed, Places places) {
        String bare = subpath.replaceAll("^/+|/+$", "");
        String folder = space + (bare.isEmpty() ? "" : "/" + bare);
        if (type == ResourceType.SPACE) {
            own(space + DM, type, places);
            places.add(changed ? space + DM + HISTORY : space);
        } else if (type.isAttachment()) {
            attachment(folder, name, type, places);
        } else if (type == ResourceType.FOLDER) {
            own(folder + "/" + name + DM, type, places);
            if (!changed) {
                places.add(folder + "/" + name);
            }
            payload(folder, name, folder + "/" + name + DM + meta(type), places);
        } else {
            String own = folder + DM + name + "/";
            own(own, type, places);
            if (!changed) {
                places.add(own);
            }
            payload(folder, name, own + meta(type), places);
        }
    }

    private static void own(String at, ResourceType type, Places places) {
        places.add(at + meta(type));
        places.add(at + HISTORY);
    }

    private static String meta(ResourceType type) {
        return "meta." + type.wire() + ".json";
    }

    /** The subpath of an attachment is its entry, which may be a folder. */
    private void attachment(String entry, String name, ResourceType type, Places places) {
        int slash = entry.lastIndexOf('/');
        String beside = entry.substring(0, slash) + DM + entry.substring(slash + 1);
        for (String at : new String[] {beside, entry + "/.dm"}) {
            String folder = at + "/attachments." + type.wire();
            places.add(folder + "/meta." + name + ".json");
            payload(folder, name, folder + "/meta." + name + ".json", places);
        }
    }

    /** The payload has the name that the meta file says, or the usual one. */
    private void payload(String folder, String name, String meta, Places places) {
        places.add(folder + "/" + name + ".json");
        named(spaces.resolve(meta)).ifPresent(file -> places.add(folder + "/" + file));
    }

    private static Optional<String> named(Path meta) {
        try {
            return Files.exists(meta)
                    ? JsonCodec.parseObject(Files.readAllBytes(meta))
                            .object("payload")
                            .flatMap(payload -> payload.string("body"))
                            .filter(body -> body.matches("[^/\\\\\\p{Cntrl}]{1,255}") && !body.startsWith("."))
                    : Optional.empty();
        } catch (IOException | DmartException.Invalid e) {
            return Optional.empty(); // it is just being replaced: its next event tells
        }
    }
}
