package cc.dmart.core.internal.entry.service;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.ErrorType;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.entry.pipeline.Command;
import java.util.List;

/**
 * A change that stores a file ({@code http-api.md} 4.6). For one thread.
 *
 * @param command what it is otherwise
 */
record FileCommand<T>(Command<T> command) implements Command<T> {
    @Override
    public List<Claim> claims() {
        return command.claims();
    }

    @Override
    public Attempt<T> begin() {
        return command.begin();
    }

    @Override
    public DmartException unstored(DmartException.Unavailable error) {
        return notStored(error);
    }

    /** How it is told that the disk does not take a file. What is stored and not visible yet is told as it is. */
    static DmartException notStored(DmartException.Unavailable error) {
        return error.status() == 503
                ? new DmartException.Unavailable(
                        500, ErrorType.ATTACHMENT, ErrorCode.OBJECT_NOT_SAVED, "The file could not be stored", error)
                : error;
    }
}
