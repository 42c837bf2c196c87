package cc.dmart.core.internal.entry.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.core.internal.entry.command.MoveCommand;
import cc.dmart.core.internal.entry.form.Addresses;
import cc.dmart.core.internal.entry.rules.CommandContext;
import java.util.Optional;

/** Reads where a move goes from and to ({@code http-api.md} 4.2). Thread-safe. */
final class Moves {
    private Moves() {}

    /**
     * The command of a record.
     *
     * @throws DmartException.Invalid 213 without a destination, 402 on illegal values, a folder that goes into itself, 217 for
     *                                spaces
     */
    static MoveCommand command(CommandContext context, Caller caller, SpaceName space, WireRecord record) {
        if (record.resourceType() == ResourceType.SPACE) {
            throw DmartException.Invalid.request(ErrorCode.NOT_SUPPORTED_TYPE, "A space cannot be moved");
        }
        JsonObject attributes = record.attributes();
        Optional<String> toSubpath = path(attributes, "dest_subpath");
        Optional<String> toName = text(attributes, "dest_shortname");
        if (toSubpath.isEmpty() || toName.isEmpty()) {
            throw DmartException.Invalid.request(
                    ErrorCode.MISSING_DESTINATION_OR_SHORTNAME,
                    "Please provide a destination path and a destination shortname");
        }
        if (toName.get().equals(Addresses.AUTO)) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "A move cannot draw a shortname");
        }
        Locator from;
        Locator to;
        try {
            from = address(
                    record,
                    text(attributes, "src_space_name").orElse(space.value()),
                    path(attributes, "src_subpath").orElse(record.subpath()),
                    text(attributes, "src_shortname").orElse(record.shortname()));
            to = address(
                    record, text(attributes, "dest_space_name").orElse(space.value()), toSubpath.get(), toName.get());
        } catch (DmartException.Invalid e) {
            throw e.code() == ErrorCode.NOT_SUPPORTED_TYPE
                    ? e
                    : DmartException.Invalid.request(ErrorCode.INVALID_DATA, "Illegal source or destination");
        }
        if (to.type() == ResourceType.FOLDER
                && to.space().equals(from.space())
                && to.subpath().isUnder(from.inside())) {
            throw DmartException.Invalid.request(ErrorCode.INVALID_DATA, "A folder cannot be moved into itself");
        }
        return new MoveCommand(context, caller, from, to, record);
    }

    private static Locator address(WireRecord record, String space, String subpath, String shortname) {
        WireRecord there = new WireRecord(
                record.resourceType(),
                shortname,
                subpath,
                Optional.empty(),
                JsonObject.EMPTY,
                Optional.empty(),
                record.checkLock());
        return Addresses.of(new SpaceName(space), there, shortname);
    }

    /** A text that is there and not empty. */
    private static Optional<String> text(JsonObject attributes, String name) {
        return path(attributes, name).filter(t -> !t.isEmpty());
    }

    /** A text that is there; empty, it is the root. A value of another kind is illegal. */
    private static Optional<String> path(JsonObject attributes, String name) {
        return attributes
                .get(name)
                .filter(v -> !v.isNull())
                .map(v -> v.asString()
                        .orElseThrow(() ->
                                DmartException.Invalid.request(ErrorCode.INVALID_DATA, name + " should be a text")));
    }
}
