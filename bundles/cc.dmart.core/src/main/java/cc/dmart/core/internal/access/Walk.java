package cc.dmart.core.internal.access;

import cc.dmart.api.model.MagicWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The grants of one account for one type in one space, laid out for the walk over the levels ({@code security.md} 3.5 step 5).
 * Immutable, thread-safe. A check makes no strings but the levels themselves, and wildcard forms only if a grant has one.
 */
final class Walk {
    private final Map<String, Grant> everywhere;
    private final Map<String, Grant> here;
    private final @Nullable Grant top;
    private final boolean deep;

    /**
     * A walk.
     *
     * @param everywhere grants of all spaces by value
     * @param here       grants of the space by value
     */
    Walk(Map<String, Grant> everywhere, Map<String, Grant> here) {
        this.everywhere = Map.copyOf(everywhere);
        this.here = Map.copyOf(here);
        String all = Levels.toGlobal(Levels.ROOT);
        this.top = lastWildcard(all);
        this.deep = this.everywhere.keySet().stream().anyMatch(v -> isDeep(v, all))
                || this.here.keySet().stream().anyMatch(v -> isDeep(v, all));
    }

    private static boolean isDeep(String value, String all) {
        return Levels.isGlobal(value) && !value.equals(all);
    }

    private @Nullable Grant lastWildcard(String global) {
        Grant own = here.get(global);
        return own != null ? own : everywhere.get(global);
    }

    /** Grants of all spaces by value. */
    Map<String, Grant> everywhere() {
        return everywhere;
    }

    /** Grants of the space alone by value. */
    Map<String, Grant> here() {
        return here;
    }

    /**
     * Walks from the root down.
     *
     * @param path levels' path without outer slashes; empty for the root
     * @param pass asked for each key in turn
     */
    boolean allows(String path, Pass pass) {
        if (passesAt(Levels.ROOT, top, pass)) {
            return true;
        }
        int end = path.isEmpty() ? -1 : path.indexOf('/');
        for (int depth = 1; end >= 0; depth++) {
            String level = path.substring(0, end);
            if (passesAt(level, wildcard(level, depth), pass)) {
                return true;
            }
            end = path.indexOf('/', end + 1);
        }
        return !path.isEmpty() && passesAt(path, wildcard(path, path.indexOf('/') < 0 ? 1 : 2), pass);
    }

    private @Nullable Grant wildcard(String level, int depth) {
        if (depth == 1) {
            return top;
        }
        return deep ? lastWildcard(Levels.toGlobal(level)) : null;
    }

    /** The last key that is present decides for the wildcards; one that is present hides the others even if it says no. */
    private boolean passesAt(String level, @Nullable Grant wildcard, Pass pass) {
        Grant concrete = everywhere.get(level);
        if (concrete != null) {
            if (pass.test(Pass.Place.EVERYWHERE, level, concrete)) {
                return true;
            }
        } else if (wildcard != null && pass.test(Pass.Place.WILDCARD, level, wildcard)) {
            return true;
        }
        Grant own = here.get(level);
        return own != null && pass.test(Pass.Place.HERE, level, own);
    }

    /** Space and value of the key that was asked at a level: {@code space:value}. */
    String key(Pass.Place place, String level, String space) {
        return switch (place) {
            case EVERYWHERE -> MagicWord.ALL_SPACES.wire() + ":" + level;
            case HERE -> space + ":" + level;
            case WILDCARD -> {
                String global = Levels.toGlobal(level);
                yield (here.containsKey(global) ? space : MagicWord.ALL_SPACES.wire()) + ":" + global;
            }
        };
    }

    /** The keys that were not asked at a level because this one is there. */
    List<String> hidden(Pass.Place place, String level, String space) {
        List<String> out = new ArrayList<>();
        String global = Levels.toGlobal(level);
        if (place == Pass.Place.EVERYWHERE && here.containsKey(global)) {
            out.add(space + ":" + global);
        }
        boolean hides = place == Pass.Place.EVERYWHERE || (place == Pass.Place.WILDCARD && here.containsKey(global));
        if (hides && everywhere.containsKey(global)) {
            out.add(MagicWord.ALL_SPACES.wire() + ":" + global);
        }
        return out;
    }
}
