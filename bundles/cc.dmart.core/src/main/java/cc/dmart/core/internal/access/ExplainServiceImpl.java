package cc.dmart.core.internal.access;

import cc.dmart.api.model.ActionType;
import cc.dmart.api.model.Caller;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.Shortname;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.AccessExplanation;
import cc.dmart.api.service.ExplainService;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Looks the entry up and has the policy explain itself. Thread-safe. */
@Component
public final class ExplainServiceImpl implements ExplainService {
    private final AccessPolicy access;
    private final EntryStore store;

    /** Of this policy and these entries. */
    @Activate
    public ExplainServiceImpl(@Reference AccessPolicy access, @Reference EntryStore store) {
        this.access = access;
        this.store = store;
    }

    @Override
    public void requireAllowed(Caller caller) {
        if (!access.isSuper(caller)) {
            throw DmartException.Forbidden.denied();
        }
    }

    @Override
    public AccessExplanation explain(Caller caller, Question question) {
        requireAllowed(caller);
        Optional<StoredEntry> entry = question.action() == ActionType.CREATE ? Optional.empty() : find(question);
        AccessTarget target = entry.map(e -> AccessTarget.of(e.entry())).orElseGet(() -> without(question));
        if (!question.attributes().isEmpty()) {
            target = target.writing(question.attributes());
        }
        ActionType action = question.row() ? ActionType.QUERY : question.action();
        return access.explain(question.user(), action, target, question.row(), entry.isPresent());
    }

    private Optional<StoredEntry> find(Question question) {
        if (question.type() == ResourceType.SPACE) {
            return store.find(Locator.ofSpace(
                    question.shortname().map(n -> new SpaceName(n.value())).orElse(question.space())));
        }
        return question.shortname()
                .flatMap(name -> store.find(new Locator(question.space(), question.subpath(), name, question.type())));
    }

    private static AccessTarget without(Question question) {
        Optional<Shortname> name = question.shortname();
        return new AccessTarget(
                question.space(),
                question.subpath(),
                question.type(),
                name,
                false,
                "",
                "",
                List.of(),
                Optional.empty());
    }
}
