package cc.dmart.core.internal.entry.service;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.core.internal.entry.command.CreateCommand;
import cc.dmart.core.internal.entry.form.Addresses;
import cc.dmart.core.internal.entry.pipeline.ChangePipeline;
import cc.dmart.core.internal.entry.rules.CommandContext;
import java.util.Optional;
import java.util.UUID;

/** Creates of records that may ask for a generated name ({@code http-api.md} 1.7). Thread-safe. */
final class Creates {
    private static final int DRAWS = 5;

    private Creates() {}

    /** Creates; a drawn name that is taken is drawn again. */
    static WireRecord run(
            ChangePipeline pipeline, CommandContext context, Caller caller, SpaceName space, WireRecord record) {
        boolean auto = record.shortname().equals(Addresses.AUTO);
        if (auto && record.resourceType() == ResourceType.SPACE) {
            throw Addresses.invalidSpace(record.shortname()); // the request names the space too
        }
        for (int i = 1; ; i++) {
            String uuid = UUID.randomUUID().toString();
            Locator at = Addresses.of(space, record, auto ? uuid.substring(0, 8) : record.shortname());
            try {
                return pipeline.run(
                        caller,
                        context.facts(),
                        at,
                        record.checkLock(),
                        new CreateCommand(context, caller, at, record, uuid, Optional.empty()));
            } catch (DmartException.Conflict e) {
                if (!auto || i == DRAWS || e.code() != ErrorCode.SHORTNAME_ALREADY_EXIST) {
                    throw e;
                }
            }
        }
    }
}
