extension StatusPage {
    /// What the page does beyond showing: it finds and sorts, remembers both while it loads itself anew, and says when it
    /// is old.
    ///
    /// It fetches nothing, so that it works for a page that is opened as a file.
    static let script = """
        (function () {
          'use strict';
          var byId = function (id) { return document.getElementById(id); };
          var body = byId('rows'), find = byId('find'), sort = byId('sort'), found = byId('found'), asOf = byId('as-of');
          var rows = Array.prototype.slice.call(body.rows);
          var keys = {
            urgency: function (row) { return +row.dataset.rank; },
            name: function (row) { return row.cells[0].textContent; },
            date: function (row) { return row.dataset.date === '' ? Infinity : +row.dataset.date; }
          };
          // A page that is opened as a file may not be permitted to keep anything.
          var kept = function (name, value) {
            try {
              if (value === undefined) { return sessionStorage.getItem('leadkeeper-' + name); }
              sessionStorage.setItem('leadkeeper-' + name, value);
            } catch (error) { return null; }
          };
          var show = function () {
            var words = find.value.toLowerCase().split(/\\s+/), count = 0;
            rows.forEach(function (row) {
              var text = row.textContent.toLowerCase();
              row.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
              if (!row.hidden) { count += 1; }
            });
            found.textContent = find.value === '' ? '' : count + ' / ' + rows.length;
            kept('find', find.value);
          };
          var order = function () {
            var key = keys[sort.value] || keys.urgency;
            rows.sort(function (one, other) {
              var left = key(one), right = key(other);
              return left < right ? -1 : left > right ? 1 : +one.dataset.rank - +other.dataset.rank;
            });
            var all = document.createDocumentFragment();
            rows.forEach(function (row) { all.appendChild(row); });
            body.appendChild(all);
            kept('sort', sort.value);
          };
          var age = function () {
            var isOld = Date.now() / 1000 - asOf.dataset.seconds > asOf.dataset.fresh;
            document.documentElement.classList.toggle('old', isOld);
            byId('stale').hidden = !isOld;
          };
          byId('tools').hidden = false;
          find.value = kept('find') || '';
          if (keys[kept('sort')]) { sort.value = kept('sort'); }
          find.addEventListener('input', show);
          sort.addEventListener('change', order);
          if (find.value !== '') { show(); }
          if (sort.value !== 'urgency') { order(); }
          age();
          setInterval(age, 10000);
          setInterval(function () { if (document.activeElement !== find) { location.reload(); } }, 60000);
        }());

        """
}
