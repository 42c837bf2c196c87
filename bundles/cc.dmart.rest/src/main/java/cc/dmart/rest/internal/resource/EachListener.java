package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** What is done with each listener of a plugin; those that have gone since they were listed are left out. */
final class EachListener {
    private EachListener() {}

    /**
     * Does something with each.
     *
     * @param action answers a count; throws {@link DmartException.NotFound} if the listener is not there
     * @return the counts of those that are there
     * @throws DmartException.NotFound if there are listeners and none of them is there any more
     */
    static List<Integer> counts(List<String> listeners, ToIntFunction<String> action) {
        List<Integer> out = new ArrayList<>();
        DmartException.NotFound gone = null;
        for (String listener : listeners) {
            try {
                out.add(action.applyAsInt(listener));
            } catch (DmartException.NotFound e) {
                gone = e;
            }
        }
        if (out.isEmpty() && gone != null) {
            throw gone;
        }
        return out;
    }
}
