package dev.playhead;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The rules of the house, each a list of violations in words; pure. */
final class HouseRules {
    private final String root;
    private final JavaClasses classes;

    /** Rules over the classes that stand in the root package or below it. */
    HouseRules(String root, JavaClasses classes) {
        this.root = root;
        this.classes = classes;
    }

    /** Cycles between packages at any depth. */
    List<String> cycles() {
        return slices().matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .evaluate(classes)
                .getFailureReport()
                .getDetails();
    }

    /** Knots of more top-level classes than allowed; a knot is a set of classes of which each needs each other. */
    List<String> knots(int most) {
        return new Knots(dependencies())
                .all().stream()
                        .filter(knot -> knot.size() > most)
                        .map(knot -> knot.size() + " classes need each other: " + knot)
                        .toList();
    }

    /** Simple names that several top-level classes share. */
    List<String> sharedNames() {
        SortedMap<String, SortedSet<String>> byName = new TreeMap<>();
        topLevel().filter(type -> !type.getSimpleName().equals("package-info")).forEach(type -> byName.computeIfAbsent(
                        type.getSimpleName(), name -> new TreeSet<>())
                .add(type.getName()));
        return byName.values().stream()
                .filter(types -> types.size() > 1)
                .map(Object::toString)
                .toList();
    }

    /** Records with more components than allowed, settings apart. */
    List<String> wideRecords(int most) {
        return inside().filter(type -> type.isRecord() && !type.getSimpleName().endsWith("Settings"))
                .filter(type -> !type.getPackageName().equals(root + ".config"))
                .filter(type -> components(type) > most)
                .map(type -> type.getName() + " has " + components(type) + " components")
                .sorted()
                .toList();
    }

    /** Dependencies of classes that the first predicate picks on those that the second one picks. */
    List<String> arrows(Predicate<JavaClass> from, Predicate<JavaClass> to) {
        SortedSet<String> found = new TreeSet<>();
        inside().filter(from).forEach(type -> type.getDirectDependenciesFromSelf().stream()
                .map(Dependency::getTargetClass)
                .map(JavaClass::getBaseComponentType)
                .filter(to)
                .forEach(target -> found.add(top(type.getName()) + " -> " + top(target.getName()))));
        return List.copyOf(found);
    }

    /** Each package with the packages of the house that it imports, as lines {@code package: imports}. */
    List<String> imports() {
        SortedMap<String, SortedSet<String>> imports = new TreeMap<>();
        inside().forEach(type -> imports.computeIfAbsent(relative(type), name -> new TreeSet<>()));
        dependencies()
                .forEach((from, targets) -> targets.forEach(to -> {
                    if (!packageOf(from).equals(packageOf(to))) {
                        imports.get(packageOf(from)).add(packageOf(to));
                    }
                }));
        List<String> lines = new ArrayList<>();
        imports.forEach((name, targets) -> lines.add((name + ": " + String.join(" ", targets)).trim()));
        return lines;
    }

    private SortedMap<String, SortedSet<String>> dependencies() {
        SortedMap<String, SortedSet<String>> needs = new TreeMap<>();
        inside().forEach(type -> {
            SortedSet<String> targets = needs.computeIfAbsent(top(type.getName()), name -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(this::isInside)
                    .map(target -> top(target.getName()))
                    .filter(target -> !target.equals(top(type.getName())))
                    .forEach(targets::add);
        });
        return needs;
    }

    private Stream<JavaClass> topLevel() {
        return inside().filter(type -> !type.getName().contains("$"));
    }

    private Stream<JavaClass> inside() {
        return classes.stream().filter(this::isInside);
    }

    private boolean isInside(JavaClass type) {
        return type.getPackageName().equals(root) || type.getPackageName().startsWith(root + ".");
    }

    private String relative(JavaClass type) {
        return packageOf(type.getName());
    }

    private String packageOf(String className) {
        String name = className.substring(0, className.lastIndexOf('.'));
        return name.equals(root) ? "(root)" : name.substring(root.length() + 1);
    }

    private static String top(String className) {
        int nested = className.indexOf('$');
        return nested < 0 ? className : className.substring(0, nested);
    }

    private static long components(JavaClass type) {
        return type.getFields().stream()
                .filter(field -> !field.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.STATIC))
                .count();
    }

    /** Strongly connected sets by Tarjan's algorithm. */
    private static final class Knots {
        private final Map<String, ? extends Set<String>> needs;
        private final Map<String, Integer> index = new HashMap<>();
        private final Map<String, Integer> low = new HashMap<>();
        private final Deque<String> stack = new ArrayDeque<>();
        private final List<SortedSet<String>> found = new ArrayList<>();

        Knots(Map<String, ? extends Set<String>> needs) {
            this.needs = needs;
        }

        List<SortedSet<String>> all() {
            needs.keySet().stream().filter(type -> !index.containsKey(type)).forEach(this::visit);
            return found;
        }

        private void visit(String type) {
            int number = index.size();
            index.put(type, number);
            low.put(type, number);
            stack.push(type);
            for (String target : needs.containsKey(type) ? needs.get(type) : Set.<String>of()) {
                if (!index.containsKey(target)) {
                    visit(target);
                    low.merge(type, low.get(target), Math::min);
                } else if (stack.contains(target)) {
                    low.merge(type, index.get(target), Math::min);
                }
            }
            if (low.get(type) == number) {
                SortedSet<String> knot = new TreeSet<>();
                String member;
                do {
                    member = stack.pop();
                    knot.add(member);
                } while (!member.equals(type));
                found.add(knot);
            }
        }
    }
}
